// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertEquals;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.Detachment;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.PathReport;
import io.mortise.api.PathState;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumePath;
import io.mortise.host.Task;
import io.mortise.simulator.fabric.Leftovers;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.CrashPlan.Moment;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One schedule of two processes. While somebody in one of them has a volume, all its paths stay,
 * with their sessions, records and the map. In the end nothing is left, whoever went first.
 */
final class TwoProcesses {
    private static final int LUNS = 4;
    private static final int STEPS = 3;
    private static final Set<String> DEEDS = Set.of(Call.COMMAND, Call.WRITE, Call.REMOVE);

    private final long seed;
    private final boolean killed;
    private final SplittableRandom chance;
    private final Map<Integer, List<IscsiPath>> paths = new HashMap<>();
    // one task at a time uses these, as all in virtual time; by LUN
    private final Map<Integer, Attachment> inUse = new TreeMap<>();
    private final Map<Integer, AttachmentId> ids = new HashMap<>();
    private final Set<String> wrong = new TreeSet<>();

    TwoProcesses(long seed) {
        this.seed = seed;
        this.chance = new SplittableRandom(seed);
        this.killed = seed % 3 == 0;
        for (int number = 1; number <= LUNS; number++) {
            paths.put(number, some(number, seed % 2 == 0 ? World.PATHS : 2));
        }
    }

    // as many paths of the four, the first of them anywhere
    private List<IscsiPath> some(int number, int count) {
        int first = chance.nextInt(World.PATHS);
        return IntStream.range(0, count)
                .mapToObj(k -> World.path(World.IQN, (first + k) % World.PATHS, number))
                .toList();
    }

    @Override
    public String toString() {
        return "schedule " + seed + (killed ? " (one is killed)" : "") + " of two processes";
    }

    /**
     * Runs it.
     *
     * @param whole a failure comes with all of the transcript
     */
    void run(boolean whole) {
        try (var world = new World(seed)) {
            for (int number = 3; number <= LUNS; number++) {
                world.target().lun(number, world.fabric().volume("v" + number, World.SIZE));
            }
            try {
                world.simulated().run(() -> run(world));
                world.settled();
                ends(world);
            } catch (AssertionError | RuntimeException failure) {
                String all = whole ? "\n" + world.simulated().transcript().text() : "";
                throw new AssertionError(this + ": " + Faulty.describe(failure) + all, failure);
            }
        }
    }

    private void run(World world) {
        var one = new Neighbour(world, "one", call -> looked(world, call));
        var other = new Neighbour(world, "other", call -> looked(world, call));
        one.start();
        other.start();
        if (killed) {
            var moment = Moment.values()[chance.nextInt(Moment.values().length)];
            var children = Children.values()[chance.nextInt(Children.values().length)];
            one.crashAfter(chance.nextInt(2500), moment, children);
        }
        List<Task<Boolean>> mine = atWork(world, one, 1, List.of(1, 2));
        List<Task<Boolean>> others = atWork(world, other, 1, List.of(3, 4));
        mine.forEach(one::ended);
        if (one.dead()) {
            one.start();
            mine = atWork(world, one, 2, List.of(1, 2));
        }
        mine.forEach(task -> ended(one, task));
        others.forEach(task -> ended(other, task));
        for (Neighbour each : List.of(one, other)) {
            world.pause(Duration.ofMinutes(3));
            List<Attachment> all = each.call(each.mortise()::list);
            all.forEach(volume -> each.call(() -> detached(each, number(volume))));
            assertEquals(List.of(), each.call(each.mortise()::list));
            each.stop();
            assertEquals(
                    List.of(),
                    world.simulated().computer().tree().list(each.journal()).stream()
                            .filter(name -> name.endsWith(".trail"))
                            .toList());
        }
    }

    private static void ended(Neighbour process, Task<Boolean> task) {
        process.ended(task);
        task.result().orElseThrow(() -> new AssertionError("did not end: " + task.name()));
    }

    private int number(Attachment volume) {
        return ids.entrySet().stream()
                .filter(each -> each.getValue().equals(volume.id()))
                .findFirst()
                .map(Map.Entry::getKey)
                .orElseGet(() -> ((IscsiPath) volume.paths().get(0).path()).lun().number());
    }

    private void ends(World world) {
        assertEquals(Set.of(), wrong);
        Leftovers left = world.fabric().leftovers();
        assertEquals(List.of(), left.sessions());
        assertEquals(List.of(), left.records());
        assertEquals(List.of(), left.disks());
        assertEquals(List.of(), left.maps());
        assertEquals(List.of(), left.links());
        assertEquals(List.of(), world.damage());
        assertEquals(List.of(), world.fabric().unknownCalls());
    }

    private List<Task<Boolean>> atWork(
            World world, Neighbour process, int round, List<Integer> numbers) {
        var tasks = new ArrayList<Task<Boolean>>();
        for (int number : numbers) {
            var draws = new SplittableRandom(31 * seed + 7 * number + round);
            tasks.add(process.fork("user", () -> uses(world, process, number, draws)));
        }
        return tasks;
    }

    // --- who is at work ---

    private boolean uses(World world, Neighbour process, int number, SplittableRandom draws) {
        for (int i = 0; i < STEPS; i++) {
            try {
                attach(process, number);
                if (draws.nextInt(3) == 0) {
                    var volume = world.target().group(1).luns().get(number);
                    volume.resize(volume.bytes() + World.SIZE);
                    process.mortise().connector().extend(ids.get(number));
                }
                process.pause(Duration.ofMillis(draws.nextInt(400)));
                if (draws.nextInt(8) != 0) {
                    detached(process, number);
                }
                process.pause(Duration.ofMillis(draws.nextInt(100)));
            } catch (VolumeException refused) {
                // while a process is killed, what it began may be in the way of the other
                if (!killed) {
                    wrong.add(refused.describe());
                }
                process.pause(Duration.ofMillis(draws.nextInt(4000)));
            }
        }
        return true;
    }

    private void attach(Neighbour process, int number) {
        Attachment one = process.mortise().attach(new IscsiConnection(paths.get(number)));
        ids.put(number, one.id());
        // one may come late: the other process may have begun a login that nobody saw the end of
        boolean down = World.states(one).contains(PathState.DOWN);
        if (!killed && (!one.usable() || down)) {
            wrong.add("not as a whole: " + one);
        }
        inUse.put(number, one);
    }

    private boolean detached(Neighbour process, int number) {
        inUse.remove(number);
        Detachment end = process.mortise().detach(ids.get(number));
        if (!end.mayUnmap()) {
            wrong.add("may not be unmapped: " + end);
        }
        return true;
    }

    // --- what has to be so all the time ---

    private Fault looked(World world, Call call) {
        if (DEEDS.contains(call.operation())) {
            Leftovers now = world.fabric().leftovers();
            inUse.forEach((number, volume) -> hasItAll(now, call, number, volume));
        }
        return Fault.PASS;
    }

    private void hasItAll(Leftovers now, Call call, int number, Attachment volume) {
        // what a killed process had begun may be in the way of a path, and one may come late
        Set<VolumePath> active =
                volume.paths().stream()
                        .filter(report -> report.state() == PathState.ACTIVE)
                        .map(PathReport::path)
                        .collect(Collectors.toSet());
        String about = "before " + call + ": LUN " + number;
        long disks =
                now.disks().stream()
                        .filter(d -> d.matches("\\S+ \\d+:0:0:" + number + " .*"))
                        .count();
        if (disks < active.size()) {
            wrong.add(about + " has " + disks + " paths of " + active.size());
        }
        String device = volume.device().orElseThrow().path().replace("/dev/", "");
        if (now.maps().stream().noneMatch(map -> map.startsWith(device + " "))) {
            wrong.add(about + " has no map " + device + ": " + now.maps());
        }
        for (IscsiPath path : paths.get(number)) {
            boolean session =
                    now.sessions().stream().anyMatch(s -> s.contains(" " + path.portal() + " "));
            boolean record =
                    now.records().stream()
                            .anyMatch(r -> r.contains(path.portal().toString().replace(':', ',')));
            if (active.contains(path) ? !session || !record : session && !record) {
                wrong.add(about + ": session " + session + ", record " + record + ": " + path);
            }
        }
    }
}
