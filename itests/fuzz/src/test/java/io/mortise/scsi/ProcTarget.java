// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.scsi;

import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;

/** The tables of mounts and of swap below {@code /proc}, and addresses of disks. */
public final class ProcTarget {
    private ProcTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new Input(data).text();
        long lines = text.lines().count();
        Must.hold(MountInfo.parse(text).size() <= lines, "more mounts than lines");
        MountInfo.parse(text).forEach(MountInfo.Mount::anonymous);
        Must.hold(Swaps.parse(text).size() <= lines, "more swaps than lines");
        Must.hold(OctalEscapes.undo(text).length() <= text.length(), "longer than it was");
        Must.failOnlyWith(IllegalArgumentException.class, () -> Hctl.parse(text))
                .ifPresent(at -> Must.equal(at, Hctl.parse(at.toString()), "read again"));
    }
}
