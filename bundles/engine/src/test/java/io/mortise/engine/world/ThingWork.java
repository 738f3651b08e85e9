// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.world;

import io.mortise.api.Attachment;
import io.mortise.api.Owner;
import io.mortise.api.PathReport;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Host;
import io.mortise.spi.AttachWork;
import io.mortise.spi.Built;
import io.mortise.spi.Operation;
import io.mortise.spi.Phase;
import io.mortise.spi.Step;
import io.mortise.spi.Trail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Attaches a volume made of things: a record and a session per session name, disks, a map. */
public record ThingWork(
        Host host, ThingConnection connection, Owner owner, Optional<Wwid> wwid, String failsAt)
        implements AttachWork {
    public static final Wwid WWID = new Wwid("360014051234567890abcdef12345678");

    public static ThingWork of(Host host, String... paths) {
        return new ThingWork(
                host, ThingConnection.of(paths), new Owner("test"), Optional.empty(), "");
    }

    /** One that fails when it is to make that thing. */
    public ThingWork failingAt(String name) {
        return new ThingWork(host, connection, owner, wwid, name);
    }

    public ThingWork by(String other) {
        return new ThingWork(host, connection, new Owner(other), wwid, failsAt);
    }

    public ThingWork proving(Wwid identity) {
        return new ThingWork(host, connection, owner, Optional.of(identity), failsAt);
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Set<String> volumeKeys() {
        return connection.volumeKeys();
    }

    @Override
    public List<Step> plan(Operation operation) {
        var steps = new ArrayList<Step>();
        connection.paths().stream()
                .map(ThingPath::session)
                .distinct()
                .forEach(
                        session -> {
                            steps.add(ThingKind.step(Phase.RECORD, session));
                            steps.add(ThingKind.step(Phase.SESSION, session));
                        });
        connection.paths().forEach(path -> steps.add(disk(path)));
        steps.add(ThingKind.step(Phase.MAP, "map-" + volumeKeys().iterator().next()));
        return steps;
    }

    private static Step disk(ThingPath path) {
        return ThingKind.step(Phase.DISK, path.disk()).noting("path", path.toString());
    }

    @Override
    public Built build(Operation operation, Trail trail) {
        for (Step step : trail.steps()) {
            if (host.files().exists("/world/slow/" + step.key().get("name"))) {
                host.tasks().await(host.tasks().signal("slow"), 0, operation.deadline());
                throw VolumeException.passing(Reason.TIMED_OUT, step + " is slow", "Wait.");
            }
            if (step.key().get("name").equals(failsAt)) {
                throw VolumeException.passing(
                        Reason.LUN_NOT_FOUND, step + " can't be made", "Make it.");
            }
            host.files().makeDirectories("/world/" + step.kind());
            host.files().append(ThingKind.file(step)).close();
        }
        return built();
    }

    @Override
    public Built prove(Operation operation, Attachment attachment) {
        return built();
    }

    private Built built() {
        return new Built(
                wwid,
                new VolumeDevice("/dev/things", "/dev/things", Optional.empty(), 1024),
                connection.paths().stream()
                        .map(path -> PathReport.active(path, "sd" + path.disk()))
                        .toList(),
                Optional.empty());
    }
}
