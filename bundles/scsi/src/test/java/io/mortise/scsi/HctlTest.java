// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.Test;

public class HctlTest {
    @Test
    public void isReadAsItIsWritten() {
        assertEquals(new Hctl(12, 0, 3, 16640), Hctl.parse("12:0:3:16640"));
        assertEquals("12:0:3:16640", new Hctl(12, 0, 3, 16640).toString());
    }

    @Test
    public void aLunMayHaveAll64Bits() {
        Hctl last = Hctl.parse("0:0:0:18446744073709551615");
        assertEquals("0:0:0:18446744073709551615", last.toString());
        assertTrue(last.compareTo(Hctl.parse("0:0:0:9223372036854775808")) > 0);
        assertTrue(last.compareTo(Hctl.parse("0:0:0:1")) > 0);
        assertEquals(Optional.empty(), Hctl.ifSo("0:0:0:18446744073709551616"));
    }

    @Test
    public void isNoneIfTheFormIsAnother() {
        for (String text : List.of("", "1:2:3", "1:2:3:4:5", "a:0:0:1", "#:#:#:#", "-1:0:0:0")) {
            assertEquals(text, Optional.empty(), Hctl.ifSo(text));
        }
        assertThrows(IllegalArgumentException.class, () -> Hctl.parse("host2"));
        assertThrows(IllegalArgumentException.class, () -> new Hctl(-1, 0, 0, 0));
    }

    @Test
    public void isOrderedByNumbersNotByText() {
        assertEquals(
                List.of("2:0:0:9", "2:0:0:10", "10:0:0:1"),
                Stream.of("10:0:0:1", "2:0:0:10", "2:0:0:9")
                        .map(Hctl::parse)
                        .sorted()
                        .map(Hctl::toString)
                        .toList());
    }
}
