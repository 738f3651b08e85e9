// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.attachments;

import io.mortise.api.ConnectionInformation;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.Intent;
import io.mortise.host.Tasks;
import io.mortise.spi.ConnectionCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Connection information from and to the journal, by protocol. Thread-safe. */
public final class Codecs {
    private final Tasks tasks;
    // guarded by tasks.atomically
    private final List<ConnectionCodec> codecs = new ArrayList<>();

    public Codecs(Tasks tasks) {
        this.tasks = tasks;
    }

    public void add(ConnectionCodec codec) {
        tasks.atomically(() -> codecs.add(codec));
    }

    public void remove(ConnectionCodec codec) {
        tasks.atomically(() -> codecs.removeIf(c -> c == codec));
    }

    /**
     * The one of a protocol.
     *
     * @throws VolumeException NOT_FOUND if there is none
     */
    public ConnectionCodec require(String protocol) {
        return of(protocol)
                .orElseThrow(
                        () ->
                                VolumeException.passing(
                                        Reason.NOT_FOUND,
                                        "nobody writes connection information of "
                                                + protocol
                                                + " to the journal",
                                        "Start the bundle of the " + protocol + " connector."));
    }

    /** What was asked for; as mere text while its connector is not there. */
    public ConnectionInformation read(Intent intent) {
        try {
            return of(intent.protocol())
                    .<ConnectionInformation>map(codec -> codec.read(intent.connection()))
                    .orElseGet(() -> new UnreadConnection(intent));
        } catch (IllegalArgumentException notOfItsForm) {
            return new UnreadConnection(intent);
        }
    }

    private Optional<ConnectionCodec> of(String protocol) {
        return tasks.atomically(
                () -> codecs.stream().filter(c -> c.protocol().equals(protocol)).findFirst());
    }
}
