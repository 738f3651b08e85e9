// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.Lun;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.fabric.Volume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A simulated host with four sessions to one target, and a volume behind LUN 1. */
public final class Scene implements AutoCloseable {
    public static final long SIZE = 64 << 20;
    private static final int PATHS = 4;

    private final SimulatedHost simulated = SimulatedHost.virtual(7);
    private final Fabric fabric = simulated.fabric();
    private final Target target = fabric.target("iqn.2003-01.org.example:lab");
    private final Volume volume = fabric.volume("vol0", SIZE);
    private final List<Integer> sessions = new ArrayList<>();

    public Scene(String... multipathConf) {
        target.lun(1, volume);
        fabric.neighbour().configureMultipath(String.join("\n", multipathConf));
        for (int k = 0; k < PATHS; k++) {
            sessions.add(fabric.neighbour().login(target.portal("10.10." + k + ".2:3260")));
        }
    }

    public Fabric fabric() {
        return fabric;
    }

    public Target target() {
        return target;
    }

    public SimulatedHost simulated() {
        return simulated;
    }

    public Wwid wwid() {
        return new Wwid(volume.wwid());
    }

    /** The disk of a LUN through session K, at once. */
    public String scan(int k, int lun) {
        return fabric.neighbour().scan(sessions.get(k), lun);
    }

    /** All disks of LUN 1, at once; udev and multipathd know nothing of them yet. */
    public Set<String> scanAll() {
        return IntStream.range(0, PATHS).mapToObj(k -> scan(k, 1)).collect(Collectors.toSet());
    }

    /** The same after udev and multipathd have done what they do by themselves. */
    public Set<String> attachAll() {
        Set<String> disks = scanAll();
        simulated.pass(Duration.ofSeconds(10));
        return disks;
    }

    /** Runs a body as a task on the host. */
    public <T> T on(Function<Host, T> body) {
        return simulated.call(() -> body.apply(simulated.host())).orElseThrow();
    }

    /** All calls to the host so far, a line each. */
    public List<String> calls() {
        return simulated.transcript().text().lines().toList();
    }

    public static Deadline soon(Host host) {
        return host.tasks().deadline(Duration.ofSeconds(30));
    }

    public static Lun lun(int number) {
        return new Lun(number);
    }

    @Override
    public void close() {
        simulated.close();
    }
}
