// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.world;

import io.mortise.api.AttachmentId;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.engine.EngineCore;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.host.Host;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.machine.Tree;
import io.mortise.spi.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A simulated host with an engine on it that knows things. To be used by one thread. */
public final class World implements AutoCloseable {
    public static final String JOURNAL = EngineSettings.DEFAULTS.journalDirectory();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final SimulatedHost simulated;

    public World(long seed) {
        simulated = SimulatedHost.virtual(seed);
        furnish();
    }

    private void furnish() {
        List.of("/world/stuck", "/var/lib", "/run/lock", "/sys", "/proc", "/dev")
                .forEach(simulated.computer().tree()::directory);
        List.of("a", "b", "c").forEach(this::running);
    }

    /** Kernel and all that runs on it begin anew: disks and maps are gone. */
    public void reboot() {
        simulated.reboot();
        furnish();
        tree().remove("/world/thing.map");
        tree().remove("/world/thing.disk");
    }

    private void running(String disk) {
        String address = "2:0:0:" + (disk.charAt(0) - 'a');
        tree().link("/sys/class/block/sd" + disk + "/device", "../../devices/" + address);
        tree().file("/sys/class/scsi_device/" + address + "/device/state", "running\n");
    }

    public SimulatedHost simulated() {
        return simulated;
    }

    public Host host() {
        return simulated.host();
    }

    public Tree tree() {
        return simulated.computer().tree();
    }

    /** An engine with all kinds, started and done with recovery. */
    public EngineCore engine() {
        EngineCore core = bare();
        List.of(Phase.values()).forEach(phase -> core.add(new ThingKind(host(), phase)));
        core.add(new ThingCodec());
        core.start();
        core.awaitRecovery(PATIENCE);
        return core;
    }

    /** An engine that knows no things, not started. */
    public EngineCore bare() {
        return new EngineCore(host(), EngineSettings.DEFAULTS);
    }

    /** Runs with a fresh engine, which is closed after it. */
    public <T> T with(Function<EngineCore, T> body) {
        return call(
                () -> {
                    try (EngineCore core = engine()) {
                        return body.apply(core);
                    }
                });
    }

    public <T> T call(Supplier<T> body) {
        return simulated.call(body).orElseThrow();
    }

    public static Detachment detach(EngineCore core, AttachmentId id, DetachMode mode) {
        return core.engine()
                .detach(
                        new DetachRequest(Optional.of(id), Optional.empty(), mode),
                        Set.of(),
                        Duration.ofSeconds(30));
    }

    /** A new JVM in place of the one that runs or crashed. */
    public void restart() {
        simulated.restart(Children.DIE);
    }

    /** All things that there are. */
    public List<String> things() {
        var things = new ArrayList<String>();
        for (Phase phase : Phase.values()) {
            tree().list("/world/" + ThingKind.name(phase))
                    .forEach(name -> things.add(phase + " " + name));
        }
        return things;
    }

    /** The files of trails that there are. */
    public List<String> trails() {
        return tree().list(JOURNAL).stream().filter(name -> name.endsWith(".trail")).toList();
    }

    public void stick(String name) {
        tree().file("/world/stuck/" + name, "");
    }

    public void loosen(String name) {
        tree().remove("/world/stuck/" + name);
    }

    @Override
    public void close() {
        simulated.close();
    }
}
