// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.Attachment;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.KnownDevice;
import io.mortise.api.VolumePath;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Looks at what is on the host of the volumes of one protocol, whoever put it there, and changes
 * nothing. So volumes are adopted that the journal does not know. Register it as a service.
 * Thread-safe.
 */
@ConsumerType
public interface VolumeSurvey {
    /** The protocol whose volumes it knows. */
    String protocol();

    /** As in {@link AttachWork#volumeKeys}. */
    Set<String> volumeKeys(ConnectionInformation connection);

    /** How long a look, or a proof, may take. */
    Duration timeout();

    /**
     * What there is of a volume, each path asked by itself which volume it leads to. Called under
     * the volume's locks. Paths of which nothing is there are left out of the steps.
     *
     * @param known what the caller was told of the device; what differs from it is refused
     * @return empty if nothing of the volume is on the host
     * @throws io.mortise.api.VolumeException FOREIGN_DATA if the paths lead to different volumes,
     *     or to another one than is known; IDENTITY_UNKNOWN if nothing tells which volume it is
     */
    Optional<Found> find(ConnectionInformation connection, KnownDevice known, Operation operation);

    /**
     * The same connection over one path more, which has turned out to lead to the volume: for one
     * that came up while nobody waited for it. Unless told otherwise, connections stay as they are.
     */
    default ConnectionInformation along(ConnectionInformation connection, VolumePath path) {
        return connection;
    }

    /**
     * The ways on which a volume is on the host, by its identity alone.
     *
     * @return empty if there is no disk of it
     */
    Optional<ConnectionInformation> ways(Wwid wwid, Deadline deadline);

    /** As {@link AttachWork#prove}. */
    Built prove(Operation operation, Attachment attachment);
}
