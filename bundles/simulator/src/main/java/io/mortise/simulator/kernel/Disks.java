// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.host.Written;
import io.mortise.simulator.array.ArrayGroup;
import io.mortise.simulator.array.ArrayVolume;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.machine.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All SCSI disks: how they come and go, and what the kernel learns of them. A scan makes a SCSI
 * device, which becomes a block device after that; a deletion takes away how it is found, then the
 * block device, then the SCSI device.
 */
public final class Disks {
    private final Timeline timeline;
    private final Sysfs sysfs;
    private final Supplier<Latencies> latencies;
    private final Numbers names = new Numbers();
    private final Numbers generics = new Numbers();
    private final List<Disk> disks = new ArrayList<>();
    // those that have gone, and whose name nobody else can have yet
    private final List<Disk> named = new ArrayList<>();
    private final Map<Integer, ScanMutex> mutexes = new HashMap<>();
    private final DiskSequence sequence;
    private Consumer<Disk> onEnd = disk -> {};
    private Predicate<Disk> users = disk -> false;

    Disks(Timeline timeline, Sysfs sysfs, Supplier<Latencies> latencies, DiskSequence sequence) {
        this.timeline = timeline;
        this.sysfs = sysfs;
        this.latencies = latencies;
        this.sequence = sequence;
    }

    void onEnd(Consumer<Disk> told) {
        onEnd = told;
    }

    /** Who has a disk open, also after it was deleted. */
    void users(Predicate<Disk> asked) {
        users = asked;
    }

    /** The mutex of a SCSI host that is being made. */
    ScanMutex mutexOfNew(int host) {
        var mutex = new ScanMutex();
        mutexes.put(host, mutex);
        return mutex;
    }

    /** All that have a block device, oldest first. */
    public List<Disk> all() {
        return disks.stream().filter(Disk::hasBlock).toList();
    }

    /** All SCSI devices, also those that are no block device yet, or no longer. */
    public List<Disk> devices() {
        return List.copyOf(disks);
    }

    /** The block device of that name. */
    public Optional<Disk> find(String name) {
        return all().stream().filter(disk -> disk.name().equals(name)).findFirst();
    }

    /** The SCSI devices of a session, oldest first. */
    public List<Disk> of(Session session) {
        return disks.stream().filter(disk -> disk.session() == session).toList();
    }

    /** Has a LUN probed, if the target has one that is not known. */
    public void probe(Session session, int lun) {
        found(session, lun)
                .filter(disk -> disk.stage() == Disk.Stage.PROBED)
                .ifPresent(
                        disk ->
                                timeline.after(
                                        latencies.get().probe(),
                                        "probe of " + disk.address(),
                                        () -> probed(disk)));
    }

    /** The disk of a LUN, made at once if the target has one. */
    public Optional<Disk> make(Session session, int lun) {
        Optional<Disk> disk = found(session, lun);
        disk.ifPresent(this::probed);
        return disk;
    }

    /** Finds all disks that the target has. */
    public void probeAll(Session session) {
        session.markScanned();
        session.group()
                .map(group -> List.copyOf(group.luns().keySet()))
                .ifPresent(luns -> luns.forEach(lun -> probe(session, lun)));
    }

    private Optional<Disk> found(Session session, int lun) {
        session.markScanned();
        Optional<Disk> known = of(session).stream().filter(disk -> disk.lun() == lun).findFirst();
        if (known.isPresent() || !session.passes()) {
            return known;
        }
        return session.group()
                .flatMap(group -> group.volume(lun))
                .map(volume -> add(session, lun, volume));
    }

    private Disk add(Session session, int lun, ArrayVolume volume) {
        boolean first = of(session).isEmpty();
        giveNamesBack();
        var disk = new Disk(session, lun, names.take(), generics.take(), sequence.next(), volume);
        disks.add(disk);
        new DiskFiles(sysfs, disk)
                .addDevice(
                        first,
                        (text, answer) -> delete(disk, answer),
                        (text, answer) -> rescan(disk, answer));
        return disk;
    }

    // the disk is asked for its size before there is a block device
    private void probed(Disk disk) {
        if (disk.stage() != Disk.Stage.PROBED) {
            return;
        }
        if (disk.session().stalls()) {
            disk.session().later(() -> probed(disk));
            return;
        }
        new DiskFiles(sysfs, disk).addBlock();
        disk.stand();
    }

    /** Takes a disk away at once, whatever has come or gone of it; nothing if it is gone. */
    public void remove(Disk disk) {
        if (disk.stage().compareTo(Disk.Stage.LEAVING) < 0) {
            new DiskFiles(sysfs, disk).removeFaces();
        }
        if (disk.hasBlock()) {
            removeBlock(disk);
        }
        if (disks.remove(disk)) {
            new DiskFiles(sysfs, disk).removeDevice(of(disk.session()).isEmpty());
            generics.giveBack(disk.generic());
            named.add(disk);
            disk.end();
        }
    }

    private void removeBlock(Disk disk) {
        disk.stage(Disk.Stage.BARE);
        new DiskFiles(sysfs, disk).removeBlock();
        onEnd.accept(disk);
    }

    // drivers/scsi/sd.c, scsi_disk_release: a name is nobody else's while somebody has it open
    private void giveNamesBack() {
        List<Disk> free = named.stream().filter(disk -> !users.test(disk)).toList();
        free.forEach(disk -> names.giveBack(disk.index()));
        named.removeAll(free);
    }

    /** Where a disk's block device stands in sysfs. */
    public String blockFolder(Disk disk) {
        return new DiskFiles(sysfs, disk).block().folder();
    }

    /** Somebody wrote "change" to a disk's uevent file. */
    public void trigger(Disk disk) {
        sysfs.notices()
                .tell("change", new DiskFiles(sysfs, disk).block(), Map.of("SYNTH_UUID", "0"));
    }

    private void delete(Disk disk, Consumer<Written> answer) {
        sysfs.tree().remove("/sys" + disk.devpath() + "/delete");
        mutexes.get(disk.session().host())
                .take(
                        release ->
                                leave(
                                        disk,
                                        () -> {
                                            release.run();
                                            answer.accept(Written.DONE);
                                        }));
    }

    // drivers/scsi/scsi_sysfs.c, __scsi_remove_device, and drivers/scsi/sd.c, sd_remove
    private void leave(Disk disk, Runnable then) {
        if (disk.stage() == Disk.Stage.PROBED) {
            disk.onceProbed(() -> leave(disk, then));
            return;
        }
        if (disk.stage() == Disk.Stage.STANDING) {
            disk.stage(Disk.Stage.LEAVING);
            new DiskFiles(sysfs, disk).removeFaces();
        }
        Duration third = latencies.get().removal().dividedBy(3);
        timeline.after(
                third.multipliedBy(2),
                "removal of " + disk.name(),
                () -> {
                    if (disk.hasBlock()) {
                        removeBlock(disk);
                    }
                    timeline.after(third, "end of " + disk.name(), () -> end(disk, then));
                });
    }

    // the kernel has the disk write its own cache, which waits while nobody has noticed that the
    // session is broken; a disk that is blocked by then goes at once
    private void end(Disk disk, Runnable then) {
        if (disk.session().unnoticed()) {
            disk.session().later(() -> end(disk, then));
            return;
        }
        remove(disk);
        then.run();
    }

    private void rescan(Disk disk, Consumer<Written> answer) {
        if (disk.session().stalls()) {
            disk.session().later(() -> rescan(disk, answer));
            return;
        }
        Optional<ArrayGroup> group = disk.session().group();
        disk.live()
                .filter(volume -> disk.learn(volume, group.orElseThrow()))
                .ifPresent(
                        volume ->
                                sysfs.notices()
                                        .tell(
                                                "change",
                                                new DiskFiles(sysfs, disk).block(),
                                                Map.of("RESIZE", "1")));
        answer.accept(Written.DONE);
    }
}
