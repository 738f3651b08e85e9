// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.ConnectionInformation;
import io.mortise.api.VolumePath;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.Intent;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.spi.VolumeSurvey;
import java.util.Optional;

/**
 * A path that came up while nobody waited for it, as when Mortise ended meanwhile. If the volume
 * was not known by it yet, since only a discovery had named it, it is from then on.
 */
record Joining(Parts parts) {
    /** Whether the volume is known by it; a path that it is not known by has yet to be proven. */
    boolean known(LiveTrail trail, VolumePath path) {
        return connection(trail).paths().contains(path);
    }

    /**
     * Makes it known; it has proven to lead to the volume.
     *
     * @return false if the connector, which would have to tell how, is not there
     */
    boolean join(LiveTrail trail, VolumePath path) {
        Intent intent = trail.image().intent();
        Optional<VolumeSurvey> survey = parts.surveys().of(intent.protocol());
        if (survey.isEmpty()) {
            return false;
        }
        ConnectionInformation now = survey.get().along(connection(trail), path);
        var fields = parts.codecs().require(intent.protocol()).write(now);
        trail.record(new Entry.Known(intent.knowing(fields, survey.get().volumeKeys(now))));
        return true;
    }

    private ConnectionInformation connection(LiveTrail trail) {
        return parts.codecs().read(trail.image().intent());
    }
}
