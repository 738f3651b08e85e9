// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;

import io.mortise.api.SerialNumber;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.Test;

public class UnitSerialTest {
    @Test
    public void readsTheSerialNumberWithoutItsPadding() {
        byte[] page = Captured.bytes("linux/6.1/lio-vpd_pg80");
        assertEquals(serial("a0b1c201-e4f5-4a6b-8c7d-9e0f1a2b3c4d"), UnitSerial.of(page));
        assertEquals(serial("7"), UnitSerial.of(new byte[] {0, (byte) 0x80, 0, 4, ' ', '7', 0, 0}));
    }

    // peers C.9
    @Test
    public void keepsBlanksAndSpecialCharactersWithinIt() {
        byte[] page =
                ("\0\u0001\0\u0010" + "  80AdG?RA aR=z\0").getBytes(StandardCharsets.US_ASCII);
        page[1] = (byte) 0x80;
        assertEquals(serial("80AdG?RA aR=z"), UnitSerial.of(page));
    }

    private static Optional<SerialNumber> serial(String text) {
        return Optional.of(new SerialNumber(text));
    }

    @Test
    public void isUnknownIfItIsBlankAnotherPageOrCut() {
        assertEquals(Optional.empty(), UnitSerial.of(new byte[] {0, (byte) 0x80, 0, 2, ' ', ' '}));
        assertEquals(Optional.empty(), UnitSerial.of(Captured.bytes("linux/6.1/lio-vpd_pg83")));
        assertEquals(Optional.empty(), UnitSerial.of(new byte[] {0, (byte) 0x80, 0, 4}));
    }
}
