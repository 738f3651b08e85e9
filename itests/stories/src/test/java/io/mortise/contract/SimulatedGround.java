// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Portal;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Transcript;
import java.util.List;
import java.util.function.Supplier;

/** The simulated host, in virtual time; a new one each time. */
final class SimulatedGround implements Ground {
    private static final User USER = new User("holder", 4711);

    private final SimulatedHost simulated = SimulatedHost.virtual(1);
    private final Fabric fabric = simulated.fabric();

    SimulatedGround() {
        for (int k = 0; k < 4; k++) {
            portal(k);
        }
        fabric.target(IQN)
                .lun(1, fabric.volume("vol0", SIZE, "a0b1c201-e4f5-4a6b-8c7d-9e0f1a2b3c4d"))
                .lun(2, fabric.volume("vol1", SIZE, "a0b1c202-e4f5-4a6b-8c7d-9e0f1a2b3c4d"));
    }

    private Portal portal(int k) {
        return fabric.target(IQN).portal("10.10." + k + ".2:3260");
    }

    @Override
    public Host host() {
        return simulated.host();
    }

    @Override
    public <T> T on(Supplier<T> body) {
        return simulated.call(body).orElseThrow();
    }

    @Override
    public void cut(int k) {
        portal(k).cut();
    }

    @Override
    public void refuse(int k) {
        portal(k).refuse();
    }

    @Override
    public void mend(int k) {
        portal(k).mend();
    }

    @Override
    public void serve(boolean serving) {
        if (serving) {
            fabric.target(IQN).group(1).enable();
        } else {
            fabric.target(IQN).group(1).disable();
        }
    }

    @Override
    public void resize(int mebibytes) {
        fabric.volumes().get(0).resize((long) mebibytes << 20);
    }

    @Override
    public void export(int lun) {
        fabric.target(IQN).lun(lun, fabric.volumes().get(1));
    }

    @Override
    public void requireChap(String user, String secret, String targetUser, String targetSecret) {
        fabric.target(IQN).group(1).requireChap(user, secret, targetUser, targetSecret);
    }

    @Override
    public void requireNoChap() {
        fabric.target(IQN).group(1).requireNoChap();
    }

    @Override
    public void requireDiscoveryChap(
            String user, String secret, String targetUser, String targetSecret) {
        fabric.discovery().requireChap(user, secret, targetUser, targetSecret);
    }

    @Override
    public void requireNoDiscoveryChap() {
        fabric.discovery().requireNoChap();
    }

    @Override
    public void stopIscsid() {
        fabric.neighbour().stopIscsid();
    }

    @Override
    public void startIscsid() {
        fabric.neighbour().startIscsid();
    }

    @Override
    public void stopMultipathd() {
        fabric.neighbour().stopMultipathd();
    }

    @Override
    public void startMultipathd() {
        fabric.neighbour().startMultipathd();
    }

    @Override
    public Held use(String device) {
        String name = device.substring("/dev/".length());
        fabric.neighbour().open(name, USER);
        fabric.neighbour().write(name);
        return () -> fabric.neighbour().close(USER);
    }

    @Override
    public List<Call> calls() {
        return simulated.transcript().lines().stream().map(Transcript.Line::call).toList();
    }

    @Override
    public void close() {
        List<String> unknown = fabric.unknownCalls();
        simulated.close();
        if (!unknown.isEmpty()) {
            throw new AssertionError("the simulator does not know " + unknown);
        }
    }
}
