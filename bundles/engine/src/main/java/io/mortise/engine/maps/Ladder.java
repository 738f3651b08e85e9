// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.settings.NoUsablePath;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.Signal;
import io.mortise.scsi.BlockEvents;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Rigor;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes one map down, rung by rung: who uses it, whose are its disks, flush, removal. */
final class Ladder {
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final Host host;
    private final EngineSettings settings;
    private final DmMap map;
    private final Undo undo;
    private final MapFlush flush;

    Ladder(Host host, EngineSettings settings, DmMap map, Undo undo) {
        this.host = host;
        this.settings = settings;
        this.map = map;
        this.undo = undo;
        this.flush = new MapFlush(host, settings, map);
    }

    private boolean forced() {
        return undo.rigor() == Rigor.FORCED;
    }

    Verdict descend() {
        try {
            return stepDown();
        } catch (VolumeException failure) {
            // somebody else was at it too, as multipathd may be for a JVM that died meanwhile
            if (gone()) {
                return Verdict.undone("map " + map.name() + " went away");
            }
            throw failure;
        }
    }

    private boolean gone() {
        Departures.join(host, undo.deadline());
        return new MultipathDevices(host).gone(map);
    }

    private Verdict stepDown() {
        List<String> foreign = foreignDisks();
        if (!foreign.isEmpty() && !forced() && undo.handedOut()) {
            throw VolumeException.pointless(
                    Reason.IN_USE,
                    "map %s (%s) has paths that %s did not make: %s"
                            .formatted(map.name(), map.wwid(), undo.attachment(), foreign),
                    "Remove those paths first, or detach by force, which leaves them and the map.");
        }
        unused();
        flushed(!foreign.isEmpty());
        if (!foreign.isEmpty()) {
            return Verdict.left("map %s stays for %s".formatted(map.name(), foreign));
        }
        return removed();
    }

    private Verdict removed() {
        try {
            new MapRemoval(host, settings, map).remove(undo);
            return Verdict.undone("removed map " + map.name());
        } catch (HostFailure unseen) {
            return lookedFor(unseen).orElseThrow(() -> unseen);
        } catch (VolumeException open) {
            return lookedFor(open).orElseThrow(() -> inTheWay(open));
        }
    }

    /** Empty if the map is seen to be there still: only then it is as good as before. */
    private Optional<Verdict> lookedFor(RuntimeException failure) {
        try {
            return gone()
                    ? Optional.of(Verdict.undone("map " + map.name() + " went away"))
                    : Optional.empty();
        } catch (HostFailure unseen) {
            return Optional.of(
                    Verdict.unclear(
                            VolumeException.passing(
                                            Reason.HOST_FAILED,
                                            "map %s (%s) may be gone, which can't be seen: %s; %s"
                                                    .formatted(
                                                            map.name(),
                                                            map.wwid(),
                                                            failure.getMessage(),
                                                            unseen.getMessage()),
                                            "See the kernel's log. The rest is removed as soon as"
                                                    + " the host answers.")
                                    .causedBy(unseen)));
        }
    }

    private VolumeException inTheWay(VolumeException open) {
        if (forced()) {
            // its disks go next: let whoever holds it get errors rather than hang for ever
            new MultipathDaemon(host).disableQueueing(map.name(), undo.deadline());
        }
        return new Holders(host, map).inTheWay(open);
    }

    private List<String> foreignDisks() {
        Set<String> ours = Set.copyOf(undo.disks().values());
        var devices = new MultipathDevices(host);
        return map.slaves().stream()
                .filter(disk -> !ours.contains(disk) && !undo.strays().contains(disk))
                .filter(disk -> !devices.deleted(disk))
                .sorted()
                .toList();
    }

    private void unused() {
        Optional<String> uses = new Holders(host, map).known();
        if (uses.isEmpty()) {
            return;
        }
        if (!forced()) {
            throw Holders.refusal(map, uses.get());
        }
        undo.mayBeLost("map %s was in use: %s".formatted(map.name(), uses.get()));
    }

    /**
     * @param stays whether the map stays for others
     */
    private void flushed(boolean stays) {
        PathIdentities paths = PathIdentities.ask(host, map, undo.deadline());
        if (paths.wrong().isEmpty()
                && (paths.right().isEmpty()
                        || undo.handedOut() && !flush.pathComes(undo.deadline()))) {
            paths = withoutPath(stays);
        }
        if (!paths.wrong().isEmpty()) {
            foreignData(paths);
        } else if (!paths.right().isEmpty()) {
            flush.flush(undo.deadline()).ifPresent(this::unflushed);
        }
    }

    // Writing to what answers there now would destroy another volume's data.
    private void foreignData(PathIdentities paths) {
        String what =
                "behind map %s of volume %s there are other volumes now: %s"
                        .formatted(map.name(), map.wwid(), paths.wrong());
        if (!forced() && undo.handedOut()) {
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    what,
                    "Stop using the volume. Detach by force gives up what was not written yet.");
        }
        if (undo.handedOut()) {
            undo.mayBeLost(what + "; nothing was flushed");
        }
    }

    private void unflushed(VolumeException failure) {
        if (!forced() && undo.handedOut()) {
            throw failure;
        }
        undo.mayBeLost(failure.getMessage());
    }

    private PathIdentities withoutPath(boolean stays) {
        boolean deleted = undo.withoutDisks() && withoutSlaves();
        if (!undo.handedOut()
                || forced() && (deleted || settings.noUsablePath() == NoUsablePath.DROP)) {
            drop(stays);
            return PathIdentities.NONE;
        }
        if (deleted) {
            throw VolumeException.passing(
                    Reason.NO_USABLE_PATH,
                    "map %s (%s) is all that is left: a detach by force has deleted its disks, so what was not written yet can't be any more"
                            .formatted(map.name(), map.wwid()),
                    "Detach by force, which removes the map, whatever no.usable.path is.");
        }
        if (settings.noUsablePath() == NoUsablePath.WAIT) {
            Optional<PathIdentities> back = pathBack();
            if (back.isPresent()) {
                return back.get();
            }
        }
        throw VolumeException.passing(
                Reason.NO_USABLE_PATH,
                "no path of map %s (%s) works, so nothing can be flushed; its paths: %s"
                        .formatted(map.name(), map.wwid(), map.slaves()),
                "Mend a path and detach again; a forced detach gives up what was not written yet"
                        + " if no.usable.path is drop.");
    }

    private boolean withoutSlaves() {
        return map.slaves().stream().allMatch(new MultipathDevices(host)::deleted);
    }

    // what waits in the queue of a map would keep it open for ever; one that stays may go on
    // waiting
    private void drop(boolean stays) {
        if (stays) {
            undo.mayBeLost(
                    "no path of map %s worked, and what was not written yet waits for those of others"
                            .formatted(map.name()));
            return;
        }
        new MultipathDaemon(host).disableQueueing(map.name(), undo.deadline());
        if (undo.handedOut()) {
            undo.mayBeLost(
                    "no path of map %s worked: what was not written yet is lost"
                            .formatted(map.name()));
        }
    }

    @SuppressWarnings("try") // the subscription is only to be closed
    private Optional<PathIdentities> pathBack() {
        Signal changed = host.tasks().signal("path of " + map.name());
        try (Held subscription = host.uevents().subscribe(BlockEvents.block(), changed)) {
            return undo.deadline().await(changed, BEAT, this::answering);
        }
    }

    private Optional<PathIdentities> answering() {
        PathIdentities now = PathIdentities.ask(host, map, undo.deadline());
        boolean used = !now.right().isEmpty() && flush.hasPath(undo.deadline());
        return Optional.of(now).filter(paths -> used || !paths.wrong().isEmpty());
    }
}
