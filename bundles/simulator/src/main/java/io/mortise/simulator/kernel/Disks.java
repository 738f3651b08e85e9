// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.host.Written;
import io.mortise.simulator.array.ArrayGroup;
import io.mortise.simulator.array.ArrayVolume;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.machine.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All SCSI disks: how they come and go, and what the kernel learns of them. */
public final class Disks {
    private final Timeline timeline;
    private final Sysfs sysfs;
    private final Supplier<Latencies> latencies;
    private final Numbers names = new Numbers();
    private final Numbers generics = new Numbers();
    private final List<Disk> disks = new ArrayList<>();
    private final DiskSequence sequence;
    private Consumer<Disk> onEnd = disk -> {};

    Disks(Timeline timeline, Sysfs sysfs, Supplier<Latencies> latencies, DiskSequence sequence) {
        this.timeline = timeline;
        this.sysfs = sysfs;
        this.latencies = latencies;
        this.sequence = sequence;
    }

    void onEnd(Consumer<Disk> told) {
        onEnd = told;
    }

    /** All disks, oldest first. */
    public List<Disk> all() {
        return List.copyOf(disks);
    }

    /** The disk of that name. */
    public Optional<Disk> find(String name) {
        return disks.stream().filter(disk -> disk.name().equals(name)).findFirst();
    }

    /** The disks of a session, oldest first. */
    public List<Disk> of(Session session) {
        return disks.stream().filter(disk -> disk.session() == session).toList();
    }

    /** The disk of a LUN, found now if the target has one. */
    public Optional<Disk> probe(Session session, int lun) {
        session.markScanned();
        Optional<Disk> known = of(session).stream().filter(disk -> disk.lun() == lun).findFirst();
        if (known.isPresent() || !session.passes()) {
            return known;
        }
        return session.group()
                .flatMap(group -> group.volume(lun))
                .map(volume -> add(session, lun, volume));
    }

    /** Finds all disks that the target has. */
    public void probeAll(Session session) {
        session.markScanned();
        session.group()
                .map(group -> List.copyOf(group.luns().keySet()))
                .ifPresent(luns -> luns.forEach(lun -> probe(session, lun)));
    }

    /** Takes a disk away at once; nothing if it is gone. */
    public void remove(Disk disk) {
        if (disks.remove(disk)) {
            disk.leave();
            new DiskFiles(sysfs, disk).remove(of(disk.session()).isEmpty());
            names.giveBack(disk.index());
            generics.giveBack(disk.generic());
            onEnd.accept(disk);
        }
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

    private Disk add(Session session, int lun, ArrayVolume volume) {
        boolean first = of(session).isEmpty();
        var disk = new Disk(session, lun, names.take(), generics.take(), sequence.next(), volume);
        disks.add(disk);
        new DiskFiles(sysfs, disk)
                .add(
                        first,
                        (text, answer) -> delete(disk, answer),
                        (text, answer) -> rescan(disk, answer));
        return disk;
    }

    // the kernel flushes the disk's own cache first, which waits while nobody has noticed that the
    // session is broken; a disk that is blocked by then goes at once (__scsi_remove_device)
    private void delete(Disk disk, Consumer<Written> answer) {
        if (disk.session().unnoticed()) {
            disk.session().later(() -> delete(disk, answer));
            return;
        }
        sysfs.tree().remove("/sys" + disk.devpath() + "/delete");
        timeline.after(
                latencies.get().removal(),
                "removal of " + disk.name(),
                () -> {
                    remove(disk);
                    answer.accept(Written.DONE);
                });
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
