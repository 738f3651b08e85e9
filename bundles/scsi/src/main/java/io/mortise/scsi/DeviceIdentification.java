// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.Wwid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The device identification page, VPD page 83 (SPC-4, 7.8.6), and which of its designators is the
 * identity: the same one that becomes udev's {@code ID_SERIAL} (55-scsi-sg3_id.rules of sg3_utils;
 * scsi_id, where these are not installed, agrees but for names and local NAA numbers).
 */
final class DeviceIdentification {
    private static final int PAGE = 0x83;
    private static final int HEADER = 4;

    private DeviceIdentification() {}

    /** The identity; empty if the page is not of its form or none of the LUN itself is in it. */
    static Optional<Wwid> wwid(byte[] page) {
        return designators(page).stream()
                .filter(designator -> designator.rank() > 0)
                .sorted(Comparator.comparingInt(Designator::rank))
                .flatMap(designator -> designator.wwid().stream())
                .findFirst();
    }

    private static List<Designator> designators(byte[] page) {
        var found = new ArrayList<Designator>();
        // a peripheral qualifier other than 0: the target answers, but has no such LUN
        if (page.length < HEADER || (page[0] & 0xe0) != 0 || (page[1] & 0xff) != PAGE) {
            return found;
        }
        int stated = HEADER + ((page[2] & 0xff) << 8 | page[3] & 0xff);
        int end = Math.min(page.length, stated);
        int at = HEADER;
        while (at + HEADER <= end && at + HEADER + (page[at + 3] & 0xff) <= end) {
            int from = at + HEADER;
            int to = from + (page[at + 3] & 0xff);
            boolean ofTheLun = (page[at + 1] & 0x30) == 0;
            if (ofTheLun && to > from) {
                byte[] value = Arrays.copyOfRange(page, from, to);
                found.add(new Designator(page[at + 1] & 0x0f, value));
            }
            at = to;
        }
        return found;
    }

    private record Designator(int type, byte[] value) {
        /** From 1, the best; 0 if it does not tell one volume from all others. */
        int rank() {
            return switch (type) {
                case 3 -> naaRank();
                case 2 -> 4;
                case 8 -> 5; // SCSI name
                case 1 -> 6; // T10 vendor
                default -> 0; // vendor specific, relative ports and groups
            };
        }

        private int naaRank() {
            return switch ((value[0] & 0xf0) >> 4) {
                case 6 -> 1; // IEEE registered extended
                case 5 -> 2; // IEEE registered
                case 2 -> 3; // IEEE extended
                case 3 -> 7; // locally assigned
                default -> 0;
            };
        }

        Optional<Wwid> wwid() {
            boolean binary = type == 2 || type == 3;
            String text =
                    binary
                            ? HexFormat.of().formatHex(value)
                            : new String(value, StandardCharsets.UTF_8);
            return IdentityText.wwid((char) ('0' + type), text);
        }
    }
}
