// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.kernel.Disk;
import io.mortise.simulator.kernel.Kernel;
import java.time.Duration;
import java.util.List;

/** multipathd's checker: each second it looks at the paths that are due. */
final class PathChecker {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Kernel kernel;
    private final Multipathd daemon;

    PathChecker(Kernel kernel, Multipathd daemon) {
        this.kernel = kernel;
        this.daemon = daemon;
    }

    void start() {
        kernel.machine().timeline().background(SECOND, "multipathd's checker", this::beat);
    }

    private void beat() {
        if (!daemon.running()) {
            return;
        }
        for (PathEntry path : List.copyOf(daemon.knowledge().paths())) {
            if (path.map().isPresent() && path.due()) {
                check(path, path.map().get());
            }
        }
        for (MapEntry map : List.copyOf(daemon.knowledge().maps())) {
            look(map);
            countDown(map);
        }
        start();
    }

    private void check(PathEntry path, MapEntry map) {
        MultipathSettings settings = daemon.settings();
        Disk disk = path.disk();
        boolean there = kernel.disks().all().contains(disk);
        switch (there ? disk.answer() : Disk.Answer.ERROR) {
            case GOOD -> {
                boolean already = path.check() == PathEntry.Check.READY;
                int next =
                        already
                                ? Math.min(2 * path.interval(), settings.longestInterval())
                                : settings.interval();
                if (!path.held()) {
                    path.check(PathEntry.Check.READY, next);
                    kernel.mapper().reinstate(map.device(), disk);
                }
            }
            case ERROR -> {
                if (map.device().active(disk)) {
                    map.pathFailed();
                }
                path.check(PathEntry.Check.FAULTY, settings.interval());
                kernel.mapper().fail(map.device(), disk);
            }
            case NONE -> path.lookSoon();
        }
    }

    /** Looks whether a map has lost its last path, or has one again. */
    private void look(MapEntry map) {
        boolean dead = map.device().activePaths() == 0;
        if (dead && !map.recovering()) {
            map.recover(daemon.settings().queueSeconds().orElse(Integer.MAX_VALUE));
            if (map.secondsLeft() == 0) {
                map.device().queueing(false);
            }
        } else if (!dead && map.recovering()) {
            map.recovered();
            map.device().queueing(!map.queueingStopped());
        }
    }

    private void countDown(MapEntry map) {
        boolean counting = map.recovering() && map.device().queueing();
        if (counting && map.queuedLongEnough()) {
            map.device().queueing(false);
        }
    }
}
