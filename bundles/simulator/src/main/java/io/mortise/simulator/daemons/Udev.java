// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.host.Uevent;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.kernel.Disk;
import io.mortise.simulator.kernel.Kernel;
import io.mortise.simulator.machine.Timeline;
import io.mortise.simulator.machine.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * udev: takes the kernel's notices, runs its rules, keeps its database and the links below /dev,
 * and passes the notice on. A notice waits for those before it of the same device, its parents and
 * children.
 */
public final class Udev {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** A notice that is being worked on. */
    private record Pending(String devpath, long until) {
        boolean related(String other) {
            return devpath.equals(other)
                    || devpath.startsWith(other + "/")
                    || other.startsWith(devpath + "/");
        }
    }

    private final Kernel kernel;
    private final Supplier<Latencies> latencies;
    private final Rules rules;
    private final DeviceLinks links;
    private final Map<String, Long> initialized = new HashMap<>();
    private final Set<Long> members = new HashSet<>();
    private final Map<Long, String> identities = new HashMap<>();
    private final List<Pending> pending = new ArrayList<>();

    public Udev(Kernel kernel, Supplier<Latencies> latencies) {
        this.kernel = kernel;
        this.latencies = latencies;
        this.rules = new Rules(kernel);
        this.links = new DeviceLinks(tree(), kernel.devices());
    }

    /** Whether udev has worked through the "add" of this very disk. */
    public boolean knows(Disk disk) {
        return initialized.containsKey(disk.name() + "#" + disk.sequence());
    }

    /**
     * What udev called a disk when it last looked at it ({@code ID_SERIAL}); "" if it could not.
     */
    String identity(Disk disk) {
        return identities.getOrDefault(disk.sequence(), "");
    }

    /** Whether udev took a disk for a path of a map when it last looked at it. */
    boolean member(Disk disk) {
        return members.contains(disk.sequence());
    }

    /** Hears a notice. */
    public void heard(Uevent event) {
        if (event.source() == Uevent.Source.KERNEL) {
            queue(event);
        }
    }

    private void queue(Uevent event) {
        long now = timeline().nanos();
        pending.removeIf(before -> before.until() <= now);
        long start =
                pending.stream()
                        .filter(before -> before.related(event.devpath()))
                        .mapToLong(Pending::until)
                        .reduce(now, Math::max);
        long until = start + work(event).toNanos();
        pending.add(new Pending(event.devpath(), until));
        timeline()
                .after(Duration.ofNanos(until - now), "udev " + event.name(), () -> finish(event));
    }

    private Duration work(Uevent event) {
        Latencies now = latencies.get();
        boolean block = event.subsystem().equals("block");
        if (block && event.action().equals("add") && event.name().startsWith("sd")) {
            return now.udevDisk();
        }
        return block && event.action().equals("change") ? now.udevMap() : now.udevOther();
    }

    private void finish(Uevent event) {
        if (!event.subsystem().equals("block") || event.action().equals("remove")) {
            if (event.subsystem().equals("block")) {
                forget(event);
            }
            pass(event, Findings.none());
            return;
        }
        Optional<Disk> disk = kernel.disks().find(event.name());
        if (disk.isPresent() && disk.get().answer() == Disk.Answer.NONE) {
            // the rules ask the disk, and it does not answer for now
            timeline().after(AGAIN, "udev " + event.name(), () -> finish(event));
            return;
        }
        Findings findings = findings(event, disk);
        boolean there = kernel.devices().kernelName(event.name()).isPresent();
        if (there) {
            initialized.putIfAbsent(key(event), timeline().nanos() / 1000);
            links.claim(event.name(), findings.links(), findings.priority());
            tree().file(database(event), entry(event, findings));
        }
        pass(event, findings);
    }

    private Findings findings(Uevent event, Optional<Disk> disk) {
        if (disk.isPresent()) {
            Findings found = rules.disk(disk.get());
            identities.put(disk.get().sequence(), found.properties().getOrDefault("ID_SERIAL", ""));
            if ("1".equals(found.properties().get("DM_MULTIPATH_DEVICE_PATH"))) {
                members.add(disk.get().sequence());
            } else {
                members.remove(disk.get().sequence());
            }
            return found;
        }
        // the "add" of a map comes before its table: the rules leave it alone
        boolean loaded = event.action().equals("change");
        return kernel.mapper()
                .find(event.name())
                .filter(device -> loaded)
                .map(rules::map)
                .orElseGet(Findings::none);
    }

    private void forget(Uevent event) {
        initialized.remove(key(event));
        // a device of that name may be there again already
        if (kernel.devices().kernelName(event.name()).isEmpty()) {
            links.claim(event.name(), Set.of(), 0);
            tree().remove(database(event));
        }
    }

    private void pass(Uevent event, Findings findings) {
        Map<String, String> properties = new HashMap<>(event.properties());
        properties.computeIfPresent("DEVNAME", (key, name) -> "/dev/" + name);
        properties.putAll(findings.properties());
        properties.put(
                "USEC_INITIALIZED",
                Long.toString(initialized.getOrDefault(key(event), timeline().nanos() / 1000)));
        if (!findings.links().isEmpty()) {
            properties.put("DEVLINKS", "/dev/" + String.join(" /dev/", findings.links()));
        }
        kernel.machine()
                .announcer()
                .announce(
                        new Uevent(
                                Uevent.Source.UDEV,
                                event.action(),
                                event.devpath(),
                                event.subsystem(),
                                properties));
    }

    private String entry(Uevent event, Findings findings) {
        var text = new StringBuilder();
        findings.links().forEach(link -> text.append("S:").append(link).append("\n"));
        if (findings.priority() > 0) {
            text.append("L:").append(findings.priority()).append("\n");
        }
        text.append("I:").append(initialized.get(key(event))).append("\n");
        findings.properties().forEach((key, value) -> text.append("E:" + key + "=" + value + "\n"));
        return text.append("V:1\n").toString();
    }

    private static String key(Uevent event) {
        return event.name() + "#" + event.properties().get("DISKSEQ");
    }

    private static String database(Uevent event) {
        Map<String, String> properties = event.properties();
        return "/run/udev/data/b" + properties.get("MAJOR") + ":" + properties.get("MINOR");
    }

    private Timeline timeline() {
        return kernel.machine().timeline();
    }

    private Tree tree() {
        return kernel.machine().tree();
    }
}
