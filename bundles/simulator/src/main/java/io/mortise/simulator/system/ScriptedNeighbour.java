// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.system;

import io.mortise.simulator.array.StorageArray;
import io.mortise.simulator.array.Turn;
import io.mortise.simulator.fabric.Neighbour;
import io.mortise.simulator.fabric.Portal;
import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.kernel.Disk;
import io.mortise.simulator.kernel.DmDevice;
import io.mortise.simulator.kernel.Kernel;
import io.mortise.simulator.kernel.Session;
import io.mortise.simulator.kernel.SessionTerms;
import io.mortise.simulator.kernel.Usage;
import io.mortise.simulator.machine.Tree;
import io.mortise.simulator.tools.DiscoveredRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What others do on the imagined host. */
final class ScriptedNeighbour implements Neighbour {

    private final Turn turn;
    private final StorageArray array;
    private final LinuxSystem system;

    ScriptedNeighbour(Turn turn, StorageArray array, LinuxSystem system) {
        this.turn = turn;
        this.array = array;
        this.system = system;
    }

    @Override
    public int login(Portal portal) {
        return turn.take(() -> open(portal));
    }

    @Override
    public int loginAgain(Portal portal) {
        return turn.take(() -> up(target(portal), portal));
    }

    private Target target(Portal portal) {
        return array.targets().stream()
                .filter(all -> all.portals().contains(portal))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("portal of another fabric"));
    }

    private int open(Portal portal) {
        Target target = target(portal);
        require(
                kernel().sessions().find(target.name(), portal.address()).isEmpty(),
                "there is a session to " + target.name() + " through " + portal.address());
        DiscoveredRecord.write(tree(), target.name(), portal.address(), portal.group().tag());
        return up(target, portal);
    }

    private int up(Target target, Portal portal) {
        Session session =
                kernel().sessions()
                        .open(
                                new SessionTerms(
                                        target.name(),
                                        portal.address(),
                                        system.iscsid().initiatorName(),
                                        system.iscsid().pid(),
                                        "default",
                                        "tcp"));
        kernel().sessions().up(session);
        return session.id();
    }

    @Override
    public void logout(int session) {
        turn.act(() -> kernel().sessions().close(session(session)));
    }

    @Override
    public String scan(int session, int lun) {
        return turn.take(
                () ->
                        kernel().disks()
                                .make(session(session), lun)
                                .map(Disk::name)
                                .orElseThrow(
                                        () ->
                                                new IllegalStateException(
                                                        "no LUN " + lun + " there")));
    }

    @Override
    public void mount(String device, String mountPoint) {
        turn.act(() -> usage().mount(there(device), mountPoint));
    }

    @Override
    public void mount(String device, String mountPoint, User user) {
        turn.act(() -> usage().mount(there(device), mountPoint, user));
    }

    @Override
    public void unmount(String mountPoint) {
        turn.act(() -> usage().unmount(mountPoint));
    }

    @Override
    public void swapOn(String device) {
        turn.act(() -> usage().swapOn(there(device)));
    }

    @Override
    public void swapOff(String device) {
        turn.act(() -> usage().swapOff(device));
    }

    @Override
    public void claim(String device) {
        turn.act(() -> usage().claim(there(device)));
    }

    @Override
    public void release(String device) {
        turn.act(() -> usage().release(device));
    }

    @Override
    public void open(String device, User user) {
        turn.act(() -> usage().open(there(device), user));
    }

    @Override
    public void close(User user) {
        turn.act(() -> usage().close(user));
    }

    @Override
    public String stack(String device, String name, String uuid) {
        return turn.take(
                () ->
                        kernel().disks()
                                .find(device)
                                .map(disk -> onDisk(disk, name, uuid))
                                .orElseGet(
                                        () -> kernel().mapper().stack(mapped(device), name, uuid))
                                .kernelName());
    }

    private DmDevice onDisk(Disk disk, String name, String uuid) {
        return kernel().mapper().create(name, uuid, List.of(disk), disk.bytes());
    }

    @Override
    public void unstack(String name) {
        turn.act(
                () ->
                        require(
                                kernel().mapper().remove(mapped(name)),
                                "device " + name + " is in use"));
    }

    @Override
    public void suspend(String name) {
        turn.act(() -> kernel().mapper().suspend(mapped(name)));
    }

    @Override
    public void makeWritable(String device) {
        turn.act(() -> kernel().devices().readOnly(there(device), false));
    }

    @Override
    public void write(String device) {
        turn.act(() -> kernel().writes().write(there(device)));
    }

    @Override
    public void leaveStaleLock() {
        turn.act(() -> tree().hardLink("/run/lock/iscsi/lock", "/run/lock/iscsi/lock.write"));
    }

    @Override
    public void configureMultipath(String text) {
        turn.act(() -> tree().file("/etc/multipath.conf", text));
    }

    @Override
    public void stopMultipathd() {
        turn.act(() -> system.multipathd().stop());
    }

    @Override
    public void startMultipathd() {
        turn.act(system::startMultipathd);
    }

    @Override
    public void stopIscsid() {
        turn.act(() -> system.iscsid().stop());
    }

    @Override
    public void startIscsid() {
        turn.act(() -> system.iscsid().start());
    }

    private Kernel kernel() {
        return system.kernel();
    }

    private Usage usage() {
        return kernel().usage();
    }

    private Tree tree() {
        return kernel().machine().tree();
    }

    private Session session(int id) {
        return found(() -> kernel().sessions().find(id), "no session " + id);
    }

    private String there(String device) {
        return found(() -> kernel().devices().kernelName(device), "no device " + device);
    }

    private DmDevice mapped(String device) {
        return found(() -> kernel().mapper().find(device), "no device-mapper device " + device);
    }

    private static <T> T found(Supplier<Optional<T>> search, String otherwise) {
        return search.get().orElseThrow(() -> new IllegalStateException("there is " + otherwise));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
