// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;

/** Says what a journal that can't be written means. */
final class JournalFailures {
    private JournalFailures() {}

    static VolumeException unavailable(String path, HostFailure failure) {
        String advice =
                switch (failure.kind()) {
                    case FULL ->
                            "Make room on the file system of "
                                    + path
                                    + "; if it is mounted read-only, mount it to be written.";
                    case REFUSED -> "See to it that root may use " + path + ".";
                    case UNAVAILABLE ->
                            "Stop the other process that works on "
                                    + path
                                    + ", or give this one"
                                    + " a journal.directory of its own.";
                    default -> "See to it that " + path + " is on a sound local disk.";
                };
        return VolumeException.passing(
                        Reason.JOURNAL_UNAVAILABLE,
                        "the journal " + path + " can't be used: " + failure.getMessage(),
                        advice)
                .causedBy(failure);
    }
}
