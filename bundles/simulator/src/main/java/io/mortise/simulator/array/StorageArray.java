// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.array;

import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.fabric.Volume;
import io.mortise.simulator.fabric.Wire;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All targets, volumes and wires. Its state is touched in turns only. */
public final class StorageArray {
    private final Turn turn;
    private final Map<String, ArrayVolume> volumes = new LinkedHashMap<>();
    private final Map<String, ArrayTarget> targets = new LinkedHashMap<>();
    private final Map<String, Gateway> gateways = new LinkedHashMap<>();
    private final ArrayDiscovery discovery = new ArrayDiscovery(this);
    private Optional<ArrayListener> listener = Optional.empty();

    public StorageArray(Turn turn) {
        this.turn = turn;
    }

    Turn turn() {
        return turn;
    }

    /** Tells this listener of changes from now on, in place of the one before. */
    public void listen(ArrayListener told) {
        listener = Optional.of(told);
    }

    /** The volume of that name, made if there is none. */
    public ArrayVolume volume(String name, long bytes, String serial) {
        return turn.take(
                () -> {
                    ArrayVolume volume =
                            volumes.computeIfAbsent(
                                    name, n -> new ArrayVolume(turn, n, bytes, serial));
                    if (volume.bytes() != bytes) {
                        throw new IllegalArgumentException(
                                "volume "
                                        + name
                                        + " is there with "
                                        + volume.bytes()
                                        + " bytes, not "
                                        + bytes);
                    }
                    return volume;
                });
    }

    /** All volumes, oldest first. */
    public List<Volume> volumes() {
        return turn.take(() -> List.copyOf(volumes.values()));
    }

    /** The target of that name, made if there is none. */
    public ArrayTarget target(String name) {
        return turn.take(() -> targets.computeIfAbsent(name, n -> new ArrayTarget(this, n)));
    }

    /** All targets, oldest first. */
    public List<Target> targets() {
        return turn.take(() -> List.copyOf(targets.values()));
    }

    /** How it answers who asks for its targets. */
    public ArrayDiscovery discovery() {
        return discovery;
    }

    /** The address, if any target listens there. */
    public Optional<Gateway> gateway(String address) {
        return Optional.ofNullable(gateways.get(address));
    }

    /** Whether any target listens at the same host, on whatever port. */
    public boolean knowsHost(String address) {
        String host = Gateway.hostOf(address);
        return gateways.values().stream().anyMatch(gateway -> gateway.host().equals(host));
    }

    /** The portal group that answers a login to a target at an address. */
    public Optional<ArrayGroup> answering(String target, String address) {
        return Optional.ofNullable(targets.get(target))
                .flatMap(found -> found.find(address))
                .map(portal -> (ArrayGroup) portal.group());
    }

    Gateway gatewayAt(String address) {
        return gateways.computeIfAbsent(address, Gateway::new);
    }

    ArrayVolume known(Volume volume) {
        ArrayVolume known = turn.take(() -> volumes.get(volume.name()));
        if (known != volume) {
            throw new IllegalArgumentException(
                    "volume " + volume.name() + " is of another fabric; make it with this one");
        }
        return known;
    }

    void wire(Gateway gateway, Wire wire) {
        turn.act(
                () -> {
                    if (gateway.wire() != wire) {
                        gateway.wire(wire);
                        listener.ifPresent(told -> told.wireChanged(gateway));
                    }
                });
    }

    void serviceChanged(ArrayGroup group) {
        listener.ifPresent(told -> told.serviceChanged(group));
    }
}
