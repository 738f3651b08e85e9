// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.host.Uevent;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.kernel.Disk;
import io.mortise.simulator.kernel.Kernel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * multipathd 0.9.4: makes a map from the first path that udev knows, lets the others join after
 * udev's "change" of the map, checks paths, queues while there is none. One thing after the other.
 */
public final class Multipathd {
    /** Its socket's abstract name. */
    public static final String SOCKET = "/org/kernel/linux/storage/multipathd";

    // a table is loaded in about six times what a plain request takes
    private static final int LOAD = 6;

    private final Kernel kernel;
    private final Supplier<Latencies> latencies;
    private final Knowledge knowledge;
    private final PathChecker checker;
    private boolean running;
    private String settingsText = "";
    private MultipathSettings settings = MultipathSettings.parse("");
    private long busyUntil;

    public Multipathd(Kernel kernel, Udev udev, Supplier<Latencies> latencies) {
        this.kernel = kernel;
        this.latencies = latencies;
        this.knowledge = new Knowledge(kernel, udev, new MapTables(kernel, udev, this::settings));
        this.checker = new PathChecker(kernel, this);
    }

    /** Whether it runs. */
    public boolean running() {
        return running;
    }

    /**
     * Starts it: takes over the maps and paths that are there, and makes the maps that are missing.
     */
    public void start(MultipathdSocket socket) {
        running = true;
        kernel.machine().services().listen(SOCKET, socket);
        knowledge.takeOver(settings().interval());
        checker.start();
    }

    /** Ends it. Maps stay as they are. */
    public void stop() {
        running = false;
        kernel.machine().services().close(SOCKET);
        knowledge.clear();
    }

    /** What its configuration file says now. */
    MultipathSettings settings() {
        String text = kernel.machine().tree().read("/etc/multipath.conf").orElse("");
        if (!text.equals(settingsText)) {
            settingsText = text;
            settings = MultipathSettings.parse(text);
        }
        return settings;
    }

    /** Hears a notice. */
    public void heard(Uevent event) {
        boolean mine =
                running
                        && event.source() == Uevent.Source.UDEV
                        && event.subsystem().equals("block");
        if (mine && event.name().startsWith("sd")) {
            switch (event.action()) {
                case "add" -> later(() -> added(event));
                case "change" -> later(() -> changed(event));
                case "remove" -> later(() -> removed(event));
                default -> {}
            }
        } else if (mine && event.name().startsWith("dm-")) {
            later(() -> mapHeard(event));
        }
    }

    private void later(Runnable work) {
        inTurn(latencies.get().daemon().multipliedBy(LOAD), work);
    }

    /** Puts a WWID on the list of those that were multipath devices ({@code multipath -a}). */
    public void list(String wwid) {
        knowledge.tables().list(wwid);
    }

    /** Takes a WWID off that list ({@code multipath -w}). */
    public void unlist(String wwid) {
        knowledge.tables().unlist(wwid);
    }

    /** Whether a disk is for multipath, by configuration or because it is in a map. */
    public boolean claims(Disk disk) {
        String wwid = disk.remembered().wwid();
        return knowledge.map(wwid).isPresent() || knowledge.tables().admits(wwid, 1);
    }

    /** One thing after the other. */
    void inTurn(Duration duration, Runnable work) {
        long now = kernel.machine().timeline().nanos();
        busyUntil = Math.max(now, busyUntil) + duration.toNanos();
        kernel.machine()
                .timeline()
                .after(
                        Duration.ofNanos(busyUntil - now),
                        "work of multipathd",
                        () -> {
                            if (running) {
                                work.run();
                            }
                        });
    }

    Kernel kernel() {
        return kernel;
    }

    Latencies latencies() {
        return latencies.get();
    }

    Knowledge knowledge() {
        return knowledge;
    }

    private void added(Uevent event) {
        disk(event).ifPresent(knowledge::add);
    }

    private void changed(Uevent event) {
        Optional<PathEntry> known = disk(event).flatMap(disk -> entry(disk));
        String wwid = event.properties().getOrDefault("ID_SERIAL", "");
        if (known.isPresent() && !wwid.isEmpty() && !known.get().wwid().equals(wwid)) {
            PathEntry path = known.get();
            path.map().ifPresent(map -> knowledge.without(map, path));
            path.leave();
            path.wwid(wwid);
            knowledge.place(path);
        }
    }

    private void removed(Uevent event) {
        knowledge.paths().stream()
                .filter(path -> sequence(event) == path.disk().sequence())
                .findFirst()
                .ifPresent(knowledge::drop);
    }

    private void mapHeard(Uevent event) {
        for (MapEntry map : List.copyOf(knowledge.maps())) {
            if (!kernel.mapper().all().contains(map.device())) {
                knowledge.forget(map);
            } else if (map.waiting()
                    && event.action().equals("change")
                    && map.device().kernelName().equals(event.name())) {
                map.waiting(false);
                List<PathEntry> rest = knowledge.orphans(map.wwid());
                if (!rest.isEmpty()) {
                    knowledge.tables().join(map, rest);
                }
            }
        }
    }

    private Optional<PathEntry> entry(Disk disk) {
        return knowledge.paths().stream().filter(path -> path.disk() == disk).findFirst();
    }

    private Optional<Disk> disk(Uevent event) {
        return kernel.disks().find(event.name()).filter(disk -> disk.sequence() == sequence(event));
    }

    private static long sequence(Uevent event) {
        return Long.parseLong(event.properties().getOrDefault("DISKSEQ", "0"));
    }
}
