// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.attachments;

import io.mortise.api.ConnectionInformation;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Tasks;
import io.mortise.spi.VolumeSurvey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who looks for volumes on the host, by protocol. Thread-safe. */
public final class Surveys {
    private final Tasks tasks;
    // guarded by tasks.atomically
    private final List<VolumeSurvey> surveys = new ArrayList<>();

    public Surveys(Tasks tasks) {
        this.tasks = tasks;
    }

    public void add(VolumeSurvey survey) {
        tasks.atomically(() -> surveys.add(survey));
    }

    public void remove(VolumeSurvey survey) {
        tasks.atomically(() -> surveys.removeIf(s -> s == survey));
    }

    /** The one of a protocol, while its connector is there. */
    public Optional<VolumeSurvey> of(String protocol) {
        return all().stream().filter(s -> s.protocol().equals(protocol)).findFirst();
    }

    /**
     * The one of a protocol.
     *
     * @throws VolumeException NOT_FOUND if there is none
     */
    public VolumeSurvey require(String protocol) {
        return of(protocol)
                .orElseThrow(
                        () ->
                                VolumeException.passing(
                                        Reason.NOT_FOUND,
                                        "nobody looks for volumes of " + protocol,
                                        "Start the bundle of the " + protocol + " connector."));
    }

    /** The ways on which a volume is on the host, over whichever protocol. */
    public Optional<ConnectionInformation> ways(Wwid wwid, Deadline deadline) {
        return all().stream().flatMap(s -> s.ways(wwid, deadline).stream()).findFirst();
    }

    private List<VolumeSurvey> all() {
        return tasks.atomically(() -> List.copyOf(surveys));
    }
}
