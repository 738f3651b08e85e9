// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Reason;
import io.mortise.api.SerialNumber;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.api.Wwid;
import java.util.List;
import java.util.Optional;

/** Proves that all paths lead to one volume, and to the one asked for. */
final class Sameness {
    private static final String ADVICE =
            "Nothing was mapped. See which volumes the array exports to this host, under which LUN.";

    private final VolumeTraits expected;

    Sameness(VolumeTraits expected) {
        this.expected = expected;
    }

    /** The one identity; empty if no path states any. */
    Optional<Wwid> of(List<Up> ups) {
        Up first = ups.get(0);
        for (Up up : ups) {
            if (!up.wwid().equals(first.wwid())) {
                throw foreign(
                        "paths lead to different volumes: %s to %s, %s to %s"
                                .formatted(
                                        first.path(),
                                        shown(first.wwid()),
                                        up.path(),
                                        shown(up.wwid())));
            }
            serial(up.path().toString(), up.serial());
        }
        wwid(first.path().toString(), first.wwid());
        return first.wwid();
    }

    /**
     * Holds an identity against the one that is asked for, if one is.
     *
     * @param what answers so, for people
     */
    void wwid(String what, Optional<Wwid> found) {
        if (expected.expectedWwid().isPresent() && !expected.expectedWwid().equals(found)) {
            throw foreign(
                    "%s leads to %s, not to %s"
                            .formatted(what, shown(found), expected.expectedWwid().get()));
        }
    }

    /** As {@link #wwid}, for the serial number. */
    void serial(String what, Optional<SerialNumber> found) {
        if (expected.expectedSerial().isPresent() && !expected.expectedSerial().equals(found)) {
            throw foreign(
                    "%s leads to the volume with the serial number %s, not to %s"
                            .formatted(
                                    what,
                                    found.map(SerialNumber::toString).orElse("(none)"),
                                    expected.expectedSerial().get()));
        }
    }

    static String shown(Optional<Wwid> wwid) {
        return wwid.map(Wwid::text).orElse("a disk without identity");
    }

    private static VolumeException foreign(String message) {
        return VolumeException.pointless(Reason.FOREIGN_DATA, message, ADVICE);
    }
}
