// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.system;

import io.mortise.simulator.array.StorageArray;
import io.mortise.simulator.array.Turn;
import io.mortise.simulator.fabric.Discovery;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.fabric.Leftovers;
import io.mortise.simulator.fabric.Neighbour;
import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.fabric.Volume;
import io.mortise.simulator.machine.Machine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/** The fabric of an imagined computer. */
public final class ScriptedFabric implements Fabric {
    private final Turn turn;
    private final StorageArray array;
    private final LinuxSystem system;
    private final Neighbour neighbour;
    private volatile Latencies latencies = Latencies.lab();

    private ScriptedFabric(Machine machine) {
        turn = new MachineTurn(machine);
        array = new StorageArray(turn);
        system = new LinuxSystem(array, () -> latencies);
        machine.install(system);
        neighbour = new ScriptedNeighbour(turn, array, system);
    }

    /**
     * Installs kernel, daemons and tools on a computer, and gives the fabric it is connected to.
     */
    public static ScriptedFabric on(Machine machine) {
        return new ScriptedFabric(machine);
    }

    @Override
    public Volume volume(String name, long bytes) {
        String serial = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
        return array.volume(name, bytes, serial);
    }

    @Override
    public Volume volume(String name, long bytes, String serial) {
        return array.volume(name, bytes, serial);
    }

    @Override
    public List<Volume> volumes() {
        return array.volumes();
    }

    @Override
    public Target target(String name) {
        return array.target(name);
    }

    @Override
    public List<Target> targets() {
        return array.targets();
    }

    @Override
    public Discovery discovery() {
        return array.discovery();
    }

    @Override
    public Neighbour neighbour() {
        return neighbour;
    }

    @Override
    public void latencies(Latencies changed) {
        latencies = Objects.requireNonNull(changed, "latencies");
    }

    @Override
    public Latencies latencies() {
        return latencies;
    }

    @Override
    public Leftovers leftovers() {
        return turn.take(() -> new Inventory(system.kernel()).take());
    }

    @Override
    public List<String> unknownCalls() {
        return turn.take(() -> system.unknown().all());
    }

    @Override
    public List<String> damage() {
        return turn.take(() -> system.kernel().writes().damage());
    }

    private record MachineTurn(Machine machine) implements Turn {
        @Override
        public <T> T take(Supplier<T> body) {
            return machine.inside(body);
        }
    }
}
