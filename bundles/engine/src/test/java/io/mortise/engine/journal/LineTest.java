// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.Test;

public class LineTest {
    private static final Line LINE =
            Line.of(
                    "intent",
                    new Field("owner", "somebody\twith = 100% ünder\ncontrol"),
                    new Field("connection.a=b", ""),
                    new Field("volume", "1"),
                    new Field("volume", "2"));

    private static byte[] withoutEnd(byte[] line) {
        return Arrays.copyOf(line, line.length - 1);
    }

    @Test
    public void whatIsWrittenIsReadBack() {
        assertEquals(Optional.of(LINE), Line.parse(withoutEnd(LINE.bytes())));
        assertEquals(List.of("1", "2"), LINE.all("volume").toList());
    }

    @Test
    public void itStandsOnOneLineThatPeopleCanRead() {
        var line = Line.of("state", new Field("state", "ABSENT"), new Field("detail", "a b"));
        assertEquals(
                "dc5a885f state\tstate=ABSENT\tdetail=a b\n",
                new String(line.bytes(), StandardCharsets.UTF_8));
    }

    @Test
    public void anyChangedByteIsNoticed() {
        byte[] good = withoutEnd(LINE.bytes());
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            assertEquals("byte " + i, Optional.empty(), Line.parse(bad));
        }
    }

    @Test
    public void anyBeginningOfItIsNone() {
        byte[] good = withoutEnd(LINE.bytes());
        for (int length = 0; length < good.length; length++) {
            assertEquals(Optional.empty(), Line.parse(Arrays.copyOf(good, length)));
        }
    }

    @Test
    public void aFieldThatMustBeThereAndIsNotIsNamed() {
        var failure = assertThrows(IllegalArgumentException.class, () -> LINE.get("since"));
        assertEquals("intent without since", failure.getMessage());
    }

    @Test
    public void aRightSumOverAWrongEscapeIsNoLine() {
        for (String body : List.of("end\ta=%zz", "end\ta=%4", "end\ta=%+1", "%zz", "\ta=b")) {
            var sum = new CRC32C();
            sum.update(body.getBytes(StandardCharsets.UTF_8));
            String line = "%08x %s".formatted(sum.getValue(), body);
            assertEquals(body, Optional.empty(), Line.parse(line.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    public void whatCouldNotBeReadAgainIsNotWritten() {
        assertThrows(IllegalArgumentException.class, () -> Line.of(""));
        assertThrows(IllegalArgumentException.class, () -> new Field("", "value"));
    }
}
