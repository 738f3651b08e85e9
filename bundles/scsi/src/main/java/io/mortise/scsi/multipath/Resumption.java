// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Deadline;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets the I/O of a map go on that is held back for longer than a change of its table takes: a
 * multipathd that died half way, or a removal that failed, leaves it so. Used by one thread.
 */
final class Resumption {
    private static final Duration RELOAD = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final MultipathDaemon daemon;
    private Optional<Deadline> patience = Optional.empty();
    private String said = "";

    Resumption(MultipathDaemon daemon) {
        this.daemon = daemon;
    }

    /** Asks multipathd for it, if it is time; whether it was asked. */
    boolean due(DmMap map, Deadline deadline) {
        if (!map.suspended()) {
            patience = Optional.empty();
            return false;
        }
        if (patience.isEmpty()) {
            patience = Optional.of(deadline.atMost(RELOAD));
        }
        if (!patience.get().passed()) {
            return false;
        }
        Answer answer = daemon.resumeMap(map.name(), deadline.atMost(ANSWER));
        if (answer.verdict() == Answer.Verdict.UNAVAILABLE) {
            throw MultipathDaemon.notRunning(answer.text());
        }
        said = answer.text();
        patience = Optional.of(deadline.atMost(RELOAD));
        return true;
    }

    /** A map that is still held back is not handed out. */
    void refuse(DmMap map) {
        throw VolumeException.passing(
                Reason.MAP_NOT_FORMED,
                "the map "
                        + map.name()
                        + " ("
                        + map.device()
                        + ") is suspended, so that I/O would wait for ever"
                        + (said.isEmpty() ? "" : "; multipathd, asked to resume it, said " + said),
                "Find out who suspended it, and run dmsetup resume " + map.name() + ".");
    }
}
