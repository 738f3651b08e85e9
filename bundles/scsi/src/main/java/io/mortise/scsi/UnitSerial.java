// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.SerialNumber;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The unit serial number, VPD page 80 (SPC-4, 7.8.15). */
final class UnitSerial {
    private static final int HEADER = 4;

    private UnitSerial() {}

    static Optional<SerialNumber> of(byte[] page) {
        if (page.length <= HEADER || (page[1] & 0xff) != 0x80) {
            return Optional.empty();
        }
        int length = (page[2] & 0xff) << 8 | page[3] & 0xff;
        int end = Math.min(page.length, HEADER + length);
        return ifAny(new String(page, HEADER, end - HEADER, StandardCharsets.UTF_8));
    }

    private static Optional<SerialNumber> ifAny(String text) {
        try {
            return Optional.of(new SerialNumber(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
