// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.Wwid;
import java.util.Optional;

/** The attribute {@code device/wwid} of a SCSI disk (scsi_vpd_lun_id in the kernel). */
final class SysfsWwid {
    private SysfsWwid() {}

    /** In the form of udev; empty if there is nothing to read in it. */
    static Optional<Wwid> wwid(String attribute) {
        String text = attribute.strip();
        int dot = text.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String rest = text.substring(dot + 1);
        return switch (text.substring(0, dot)) {
            case "naa" -> IdentityText.wwid('3', rest);
            case "eui" -> IdentityText.wwid('2', rest);
            case "t10" -> IdentityText.wwid('1', rest);
            default -> IdentityText.wwid('8', text);
        };
    }
}
