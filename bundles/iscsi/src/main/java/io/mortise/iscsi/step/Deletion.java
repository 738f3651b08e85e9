// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Host;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Identity;
import io.mortise.scsi.Uses;
import io.mortise.scsi.Uses.Everywhere;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Outcome;
import io.mortise.spi.Rigor;
import io.mortise.spi.Step;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The deletion of the disks of one trail. Thread-safe. */
final class Deletion {
    private static final Duration BEAT = Duration.ofMillis(25);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final Host host;
    private final IscsiSettings settings;
    private final Undo undo;
    private final Map<Step, Disk> going;
    private final Disks disks;
    private final DiskSearch search;
    private final Identity identity;
    private final MultipathDevices devices;
    private final DiskRemoval removal;
    private final DiskUses uses;

    /**
     * @param going the disks of all steps that are undone together
     */
    Deletion(Host host, IscsiSettings settings, Undo undo, Map<Step, Disk> going) {
        this.going = Map.copyOf(going);
        this.host = host;
        this.settings = settings;
        this.undo = undo;
        this.disks = new Disks(host);
        this.search = new DiskSearch(host);
        this.identity = new Identity(host);
        this.devices = new MultipathDevices(host);
        this.removal = new DiskRemoval(host, settings, undo);
        this.uses = new DiskUses(host, undo);
    }

    Outcome of(Step step) {
        IscsiPath path = IscsiSteps.diskPath(step);
        if (!undo.claimsOfOthers(step).isEmpty()) {
            return Outcome.leftToOthers(step, "disk of " + path + " is used by others");
        }
        Optional<Disk> disk = Optional.ofNullable(going.get(step)).or(() -> late(step, path));
        if (disk.isEmpty()) {
            return Outcome.nothingThere(step);
        }
        if (IscsiSteps.stays(step, undo.handedOut())) {
            new Writability(host, undo.deadline()).giveBack(step, disk.get());
            return Outcome.leftToOthers(step, disk.get() + " of " + path + " was there before");
        }
        Optional<Wwid> live = identity.live(disk.get(), undo.deadline().atMost(ANSWER));
        boolean right = right(disk.get(), path, live);
        boolean device = IscsiSteps.isDevice(step) && undo.handedOut();
        unused(disk.get(), path, device);
        if (device) {
            var flush = new DiskFlush(host, settings, undo);
            if (right) {
                flush.flush(disk.get(), path, live);
                stillUnused(disk.get(), path);
            } else {
                flush.giveUp(path, "another volume is there now, so nothing was flushed");
            }
        }
        return removal.of(step, disk.get(), path);
    }

    /** Deletes another disk of the volume too; what comes of it becomes part of the outcome. */
    Outcome alsoOf(Outcome outcome, Disk stray) {
        Step step = outcome.step();
        IscsiPath path = IscsiSteps.diskPath(step);
        if (!outcome.settled() || IscsiSteps.stays(step, undo.handedOut())) {
            return outcome;
        }
        return Settled.of(
                step,
                () -> {
                    if (!identity.live(stray, undo.deadline().atMost(ANSWER)).equals(undo.wwid())) {
                        return outcome; // no longer the volume's
                    }
                    unused(stray, path, false);
                    Outcome also = removal.of(step, stray, path);
                    if (!also.settled()) {
                        return also;
                    }
                    String detail = outcome.detail().isEmpty() ? "" : outcome.detail() + ", ";
                    return Outcome.undone(
                            step, detail + also.detail() + ", over a session of others");
                });
    }

    // a step without a disk may be so because the session can't be read, a scan still goes on, or
    // the disk is still being made or taken away
    private Optional<Disk> late(Step step, IscsiPath path) {
        SessionName name = IscsiSteps.session(step);
        Seen seen = new IscsiSessions(host).look(name.target());
        boolean settled =
                undo.deadline()
                        .atMost(SETTLING)
                        .await(
                                host.tasks().signal("disk of " + path),
                                BEAT,
                                () ->
                                        Optional.of(true)
                                                .filter(yes -> !unsettled(seen.all(name), path)))
                        .isPresent();
        Optional<Disk> disk = search.disk(name, path.lun(), seen);
        if (!settled && disk.isEmpty()) {
            boolean scanning = seen.all(name).stream().map(Session::host).anyMatch(disks::scanning);
            throw VolumeException.passing(
                    Reason.HOST_FAILED,
                    scanning
                            ? "the kernel has not answered the scan for "
                                    + path
                                    + ": a disk may still come"
                            : "the kernel is still making the disk of "
                                    + path
                                    + ", or taking it away",
                    "See the kernel's log, then detach again.");
        }
        return disk;
    }

    private boolean unsettled(List<Session> sessions, IscsiPath path) {
        return sessions.stream().anyMatch(session -> search.unsettled(session, path.lun()));
    }

    // A dead path must not stop a detach (os-brick D.66): what it was when found counts then. A
    // disk of another volume that nothing stands on goes when forced: left behind, it would be
    // taken for the next volume of its LUN.
    private boolean right(Disk disk, IscsiPath path, Optional<Wwid> live) {
        if (undo.wwid().isEmpty() && !undo.handedOut()) {
            return true;
        }
        Optional<Wwid> found = live.isPresent() ? live : identity.remembered(disk);
        boolean right = found.equals(undo.wwid());
        if (!right && (undo.rigor() == Rigor.SAFE || !new Uses(host).of(disk.name()).isEmpty())) {
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    disk
                            + " of "
                            + path
                            + (live.isPresent() ? " answers as " : " was found as ")
                            + found.map(Wwid::text).orElse("a disk without identity")
                            + ", not "
                            + undo.wwid().map(Wwid::text).orElse("one without identity")
                            + ": it is not deleted",
                    "The array has put another volume behind this LUN. See whose it is before"
                            + " deleting the disk by hand.");
        }
        return right;
    }

    /** Ends well if nothing uses the disk, but for a map that has other paths to go on with. */
    private void unused(Disk disk, IscsiPath path, boolean device) {
        Optional<DmMap> map = devices.holding(disk.name());
        Set<String> expected =
                map.filter(on -> goesOnWithout(disk, on))
                        .map(on -> Set.of(on.device()))
                        .orElse(Set.of());
        // the kernel deletes a disk that a program has open, and what it wrote last is lost; one
        // that nobody was told of may have been found by somebody all the same
        Everywhere found =
                device || !undo.handedOut()
                        ? uses.everywhere(disk, expected)
                        : uses.above(disk, expected);
        if (found.none()) {
            return;
        }
        // its map was left for it, and nobody would take it away once it has no path
        boolean mapFirst = map.isPresent() && !isForeseen(disk);
        if (undo.rigor() == Rigor.SAFE || mapFirst) {
            boolean unknown = found.uses().isEmpty();
            throw VolumeException.passing(
                    unknown ? Reason.TIMED_OUT : Reason.IN_USE,
                    disk + " of " + path + (unknown ? ": " : " is in use: ") + found.describe(),
                    "Unmount it and close what stands on it, then detach again.");
        }
        undo.mayBeLost(disk + " of " + path + " was deleted while " + found.describe());
    }

    // a flush may take minutes, in which it is mounted, say
    private void stillUnused(Disk disk, IscsiPath path) {
        if (undo.rigor() == Rigor.SAFE) {
            unused(disk, path, false);
        }
    }

    private boolean goesOnWithout(Disk disk, DmMap map) {
        var others = new HashSet<>(map.slaves());
        going.forEach(
                (step, other) -> {
                    // one that nobody foresaw stays under the map until that is taken down
                    if (!stays(step) && (isForeseen(other) || !isForeseen(disk))) {
                        others.remove(other.name());
                    }
                });
        return !others.stream().allMatch(devices::deleted);
    }

    /** Whether it was known to be the volume's when the maps had their turn. */
    private boolean isForeseen(Disk disk) {
        return undo.disks().containsValue(disk.name()) || undo.strays().contains(disk.name());
    }

    private boolean stays(Step step) {
        return IscsiSteps.stays(step, undo.handedOut()) || !undo.claimsOfOthers(step).isEmpty();
    }

    /** To be called at the end: links that udev has not come to yet would lie about later disks. */
    void dropStaleLinks() {
        removal.dropStaleLinks();
    }
}
