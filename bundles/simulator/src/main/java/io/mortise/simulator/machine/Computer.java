// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.HostIdentity;
import io.mortise.simulator.baton.Baton;
import io.mortise.simulator.baton.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/** The imagined computer, empty but for its parts. */
public final class Computer implements Machine {
    private final Baton baton;
    private final SplittableRandom chance;
    private final MachineTimeline timeline;
    private final MemoryTree tree;
    private final Disk disk;
    private final Notices notices = new Notices();
    private final LockTable locks = new LockTable();
    private final ProcessTable processes;
    private final ServiceTable services;
    private final List<Part> parts = new ArrayList<>();
    private final List<Party> inhabitants = new ArrayList<>();
    private final UUID uuid;
    private final String machineId;
    private DiskInquiry inquiry = (name, page, answer) -> answer.accept(Optional.empty());
    private HostIdentity identity;

    /** A new computer whose ids and choices follow from the seed. */
    public Computer(Baton baton, long seed) {
        this.baton = baton;
        this.chance = new SplittableRandom(seed);
        this.timeline = new MachineTimeline(baton.schedule());
        var names = new Names(timeline::nanos);
        var conditions = new Conditions();
        this.tree = new MemoryTree(names, conditions);
        this.disk = new Disk(names, conditions);
        this.processes = new ProcessTable(this, baton);
        this.services = new ServiceTable(timeline::signal);
        this.uuid = uuid();
        this.machineId = uuid().toString().replace("-", "");
        this.identity = boot();
    }

    private UUID uuid() {
        byte[] bytes = new byte[16];
        chance.nextBytes(bytes);
        return UUID.nameUUIDFromBytes(bytes);
    }

    private HostIdentity boot() {
        String bootId = uuid().toString();
        tree.file("/etc/machine-id", machineId + "\n");
        tree.attribute("/proc/sys/kernel/random/boot_id", () -> bootId + "\n");
        tree.attribute("/proc/sys/kernel/hostname", () -> "simulated\n");
        return new HostIdentity("simulator:" + uuid, machineId, bootId);
    }

    @Override
    public Timeline timeline() {
        return timeline;
    }

    @Override
    public Tree tree() {
        return tree;
    }

    /** The file system as JVMs change it. */
    public Disk disk() {
        return disk;
    }

    @Override
    public Notices announcer() {
        return notices;
    }

    /** Locks on files. */
    public LockTable locks() {
        return locks;
    }

    @Override
    public ProcessTable programs() {
        return processes;
    }

    @Override
    public ServiceTable services() {
        return services;
    }

    @Override
    public void inquiry(DiskInquiry answers) {
        inquiry = answers;
    }

    /** Who answers INQUIRY. */
    public DiskInquiry inquiry() {
        return inquiry;
    }

    @Override
    public long random() {
        return chance.nextLong();
    }

    @Override
    public HostIdentity identity() {
        return identity;
    }

    @Override
    public <T> T inside(Supplier<T> body) {
        return baton.inside(body);
    }

    /** The baton that all on this computer share. */
    public Baton baton() {
        return baton;
    }

    /** A JVM starts, which dies when the power goes. */
    public void inhabit(Party party) {
        inhabitants.removeIf(Party::dead);
        inhabitants.add(party);
    }

    @Override
    public void install(Part part) {
        baton.inside(
                () -> {
                    parts.add(part);
                    part.boot(this);
                    return part;
                });
    }

    @Override
    public void reboot() {
        baton.inside(
                () -> {
                    List<Party> dying = new ArrayList<>(inhabitants);
                    dying.add(processes.powerLost());
                    inhabitants.clear();
                    timeline.clear();
                    notices.clear();
                    locks.clear();
                    services.clear();
                    disk.loseAll();
                    identity = boot();
                    parts.forEach(part -> part.boot(this));
                    // last, since it does not come back to a task of a JVM that dies
                    baton.crash(dying);
                    return identity;
                });
    }
}
