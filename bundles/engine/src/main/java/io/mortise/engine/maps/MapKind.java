// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.api.AttachmentId;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Outcome;
import io.mortise.spi.Phase;
import io.mortise.spi.Rigor;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import io.mortise.spi.Undo;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The step {@code multipath.map}: a map stands on the disks of the trail. Its key is empty, or
 * {@code wwid}. multipathd makes maps by itself, so they are found through the disks and by
 * identity, not by what was noted. A step that notes {@code preexisting} is about a map that was
 * there before the trail: it goes with what was handed out, else it is given back.
 */
public final class MapKind implements StepKind {
    /** The kind's name. */
    public static final String NAME = "multipath.map";

    private static final String WWID = "wwid";
    private static final String PREEXISTING = "preexisting";

    private final Host host;
    private final MultipathDevices devices;
    private final Supplier<EngineSettings> settings;
    private final Function<Wwid, Set<AttachmentId>> attachments;

    /**
     * @param attachments which attachments are a volume
     */
    public MapKind(
            Host host,
            Supplier<EngineSettings> settings,
            Function<Wwid, Set<AttachmentId>> attachments) {
        this.host = host;
        this.devices = new MultipathDevices(host);
        this.settings = settings;
        this.attachments = attachments;
    }

    @Override
    public String kind() {
        return NAME;
    }

    @Override
    public int newestVersion() {
        return 2;
    }

    @Override
    public Phase phase() {
        return Phase.MAP;
    }

    @Override
    public boolean leaves(Step step) {
        return Boolean.parseBoolean(step.notes().get(PREEXISTING));
    }

    @Override
    public boolean leavesHandedOut(Step step) {
        return false;
    }

    @Override
    public List<Outcome> undo(List<Step> steps, Undo undo) {
        Verdict taken = Verdict.NOTHING_THERE;
        try {
            Set<Wwid> expected = expected(steps, undo);
            List<DmMap> maps = maps(expected, undo);
            Optional<VolumeException> foreign = foreign(maps, expected, undo);
            if (foreign.isPresent() && undo.handedOut() && undo.rigor() == Rigor.SAFE) {
                // before the volume's own map is taken from under whoever uses it
                throw foreign.get();
            }
            Set<Wwid> before = wwids(steps.stream().filter(this::leaves).toList());
            for (DmMap map : maps) {
                if (before.contains(map.wwid()) && isGivenBack(map, undo)) {
                    taken = taken.and(Verdict.left("map " + map.name() + " was there before"));
                } else if (isOwn(map, expected)) {
                    taken = taken.and(takeDown(map, undo));
                }
            }
            Verdict all = taken;
            return foreign.map(refusal -> broken(steps, all, refusal))
                    .orElseGet(() -> steps.stream().map(all::on).toList());
        } catch (VolumeException failure) {
            return broken(steps, taken, failure);
        } catch (HostFailure failure) {
            var told =
                    VolumeException.passing(
                                    Reason.HOST_FAILED,
                                    "the maps of "
                                            + undo.attachment()
                                            + " can't be looked at: "
                                            + failure.getMessage(),
                                    "See the kernel's log.")
                            .causedBy(failure);
            return broken(steps, taken, told);
        }
    }

    /** What one map's failure makes of all: if another is gone, the volume is not as before. */
    private static List<Outcome> broken(List<Step> steps, Verdict taken, VolumeException failure) {
        return steps.stream()
                .map(
                        step ->
                                taken.tookAnything()
                                        ? Outcome.unclear(step, failure)
                                        : Outcome.failed(step, failure))
                .toList();
    }

    private static Set<Wwid> expected(List<Step> steps, Undo undo) {
        var expected = new LinkedHashSet<Wwid>();
        undo.wwid().ifPresent(expected::add);
        expected.addAll(wwids(steps));
        return expected;
    }

    private static Set<Wwid> wwids(List<Step> steps) {
        return steps.stream()
                .filter(step -> step.key().containsKey(WWID))
                .map(step -> new Wwid(step.key().get(WWID)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    // one that has come to stand on disks only that go now would keep them
    private static boolean isGivenBack(DmMap map, Undo undo) {
        var going = new HashSet<>(undo.disks().values());
        going.removeAll(undo.staying());
        return !undo.handedOut() && (map.slaves().isEmpty() || !going.containsAll(map.slaves()));
    }

    private List<DmMap> maps(Set<Wwid> expected, Undo undo) {
        // one that somebody else removes can't be told, and holds the disks until it is gone
        Departures.join(host, undo.deadline());
        Map<String, DmMap> maps = new LinkedHashMap<>();
        // a disk that stays may be another volume's, as of a target that discovery named
        undo.disks().values().stream()
                .filter(disk -> !undo.staying().contains(disk))
                .sorted()
                .flatMap(disk -> devices.holding(disk).stream())
                .forEach(map -> maps.putIfAbsent(map.device(), map));
        expected.stream()
                .flatMap(wwid -> devices.byWwid(wwid).stream())
                .forEach(map -> maps.putIfAbsent(map.device(), map));
        return List.copyOf(maps.values());
    }

    private static boolean isOwn(DmMap map, Set<Wwid> expected) {
        return expected.isEmpty() || expected.contains(map.wwid());
    }

    private static Optional<VolumeException> foreign(
            List<DmMap> maps, Set<Wwid> expected, Undo undo) {
        return maps.stream()
                .filter(map -> !isOwn(map, expected))
                .map(
                        map ->
                                VolumeException.pointless(
                                        Reason.FOREIGN_DATA,
                                        "disks of %s, which is %s, are paths of the map %s of another volume, %s"
                                                .formatted(
                                                        undo.attachment(),
                                                        expected,
                                                        map.name(),
                                                        map.wwid()),
                                        "Find out what the target's LUNs hold now; the map was left alone."))
                .findFirst();
    }

    @SuppressWarnings("try") // the lock is only to be closed
    private Verdict takeDown(DmMap map, Undo undo) {
        try (Held alone =
                undo.locks().hold("wwid " + map.wwid(), Access.EXCLUSIVE, undo.deadline())) {
            boolean others =
                    attachments.apply(map.wwid()).stream()
                            .anyMatch(id -> !id.equals(undo.attachment()));
            if (others) {
                return Verdict.left("map " + map.name() + " stays, another attachment uses it");
            }
            return new Ladder(host, settings.get(), map, undo).descend();
        }
    }
}
