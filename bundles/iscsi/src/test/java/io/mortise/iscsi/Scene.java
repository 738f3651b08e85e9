// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.Portal;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Target;
import java.time.Duration;
import java.util.function.Function;

/** A simulated host before a target with four portals and a volume behind LUN 1. */
public final class Scene implements AutoCloseable {
    public static final Iqn TARGET = Iqn.parse("iqn.2003-01.org.example:lab");
    private static final int PORTALS = 4;

    private final SimulatedHost simulated = SimulatedHost.virtual(3);
    private final Fabric fabric = simulated.fabric();
    private final Target target = fabric.target(TARGET.name());

    public Scene() {
        target.lun(1, fabric.volume("data", 64 << 20));
        for (int k = 0; k < PORTALS; k++) {
            target.portal(portal(k).toString());
        }
    }

    public static Portal portal(int k) {
        return Portal.parse("10.10." + k + ".2:3260");
    }

    public static IscsiPath path(int k) {
        return new IscsiPath(portal(k), TARGET, new Lun(1));
    }

    /** A session of somebody else through portal K. */
    public int foreignSession(int k) {
        return fabric.neighbour().login(target.portal(portal(k).toString()));
    }

    public Fabric fabric() {
        return fabric;
    }

    public SimulatedHost simulated() {
        return simulated;
    }

    /** Runs a body as a task on the host. */
    public <T> T on(Function<Host, T> body) {
        return simulated.call(() -> body.apply(simulated.host())).orElseThrow();
    }

    public static Deadline soon(Host host) {
        return host.tasks().deadline(Duration.ofMinutes(2));
    }

    @Override
    public void close() {
        simulated.close();
    }
}
