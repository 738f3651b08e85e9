// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.PathState;
import io.mortise.api.VolumeException;
import io.mortise.simulator.fabric.Leftovers;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.CrashPlan.Moment;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One schedule. While somebody has a volume, all paths stay that it had when it was handed out, and
 * the same is so for what a stranger has: else a session went away under it. At no time are there
 * two sessions of one name.
 */
final class Interleaving {
    private static final int LUNS = 4;
    // of a stranger, who has sessions of his own and one of ours
    private static final int FOREIGN = 9;
    private static final int STEPS = 4;
    private static final Set<String> DEEDS = Set.of(Call.COMMAND, Call.WRITE);

    /** What happens to Mortise meanwhile. */
    private enum Upheaval {
        NONE,
        CONFIGURED,
        CONNECTOR_REPLACED,
        EXCHANGED,
        KILLED;

        /** Whether an act may be refused because of it. */
        boolean refuses() {
            return this != NONE && this != CONFIGURED;
        }
    }

    private final long seed;
    private final Upheaval upheaval;
    private final boolean cuts;
    private final boolean stranger;
    private final SplittableRandom chance;
    // one task at a time uses these, as all in virtual time; by LUN, how many paths there are
    private final Map<Integer, Integer> inUse = new TreeMap<>();
    private final Map<Integer, AttachmentId> ids = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    Interleaving(long seed) {
        this.seed = seed;
        this.chance = new SplittableRandom(seed);
        this.upheaval = Upheaval.values()[Math.floorMod(seed, Upheaval.values().length)];
        this.cuts = chance.nextBoolean();
        this.stranger = chance.nextBoolean();
    }

    @Override
    public String toString() {
        return "schedule " + seed + " (" + upheaval + (cuts ? ", cuts" : "") + ")";
    }

    /**
     * Runs it.
     *
     * @param whole a failure comes with all of the transcript
     */
    void run(boolean whole) {
        try (var world = new World(seed)) {
            try {
                run(world);
            } catch (AssertionError | RuntimeException failure) {
                String all = whole ? "\n" + world.simulated().transcript().text() : "";
                throw new AssertionError(this + ": " + Faulty.describe(failure) + all, failure);
            }
        }
    }

    private void run(World world) {
        for (int number = 3; number <= LUNS; number++) {
            world.target().lun(number, world.fabric().volume("v" + number, World.SIZE));
        }
        if (stranger) {
            world.target().lun(FOREIGN, world.fabric().volume("foreign", World.SIZE));
            var neighbour = world.fabric().neighbour();
            neighbour.scan(neighbour.login(world.portal(0)), FOREIGN);
            world.settled();
            world.remember();
        }
        world.mortise();
        Faults looking = call -> looked(world, call);
        world.simulated().faults(looking);
        if (upheaval == Upheaval.KILLED) {
            int call = world.simulated().host().calls() + 1 + chance.nextInt(2500);
            var moment = Moment.values()[chance.nextInt(Moment.values().length)];
            var children = Children.values()[chance.nextInt(Children.values().length)];
            world.simulated().crash(new CrashPlan(call, moment, children));
            world.crashes(() -> world.together(bodies(world, 1)));
            world.restart(children);
            world.simulated().faults(looking);
            world.mortise(Mortise.Beginning.AT_ONCE);
        }
        world.together(bodies(world, 2));
        assertEquals(List.of(), wrong);
        ends(world);
    }

    private void ends(World world) {
        IntStream.range(0, World.PATHS).forEach(k -> world.portal(k).mend());
        world.pass(Duration.ofMinutes(3));
        Faulty.comesToRest(world);
        assertTrue("" + Faulty.problems(world), Faulty.atRest(world));
        inUse.keySet()
                .forEach(
                        number ->
                                assertTrue(
                                        "lost: " + number + " of " + world.list(),
                                        world.list().stream()
                                                .anyMatch(e -> e.id().equals(ids.get(number)))));
        inUse.clear();
        HandedOut.proven(world);
        world.list().forEach(each -> Faulty.detachAtLast(world, each));
        world.verify();
        assertEquals(List.of(), wrong);
    }

    private List<Supplier<Boolean>> bodies(World world, int round) {
        var bodies = new ArrayList<Supplier<Boolean>>();
        for (int number = 1; number <= LUNS; number++) {
            int lun = number;
            var draws = new SplittableRandom(31 * seed + 7 * number + round);
            bodies.add(() -> uses(world, lun, draws));
        }
        if (cuts) {
            bodies.add(() -> paths(world));
        }
        bodies.add(() -> upheaval(world));
        return bodies;
    }

    // --- who is at work ---

    /** Somebody with a volume of his own. */
    private boolean uses(World world, int number, SplittableRandom draws) {
        for (int i = 0; i < STEPS; i++) {
            try {
                attach(world, number);
                if (draws.nextInt(3) == 0) {
                    var volume = world.target().group(1).luns().get(number);
                    volume.resize(volume.bytes() + World.SIZE);
                    world.mortise().connector().extend(ids.get(number));
                }
                if (draws.nextInt(3) == 0) {
                    world.mortise().verify(ids.get(number));
                }
                pause(world, draws.nextInt(400));
                if (draws.nextInt(8) != 0) {
                    inUse.remove(number);
                    detach(world, number);
                }
            } catch (VolumeException refused) {
                mayBeRefused(refused);
                pause(world, draws.nextInt(4000));
            }
        }
        return true;
    }

    private void attach(World world, int number) {
        Attachment one = world.mortise().attach(lun(number));
        ids.put(number, one.id());
        int active = (int) World.states(one).stream().filter(s -> s == PathState.ACTIVE).count();
        inUse.put(number, active);
        String there = HandedOut.behind(world, number).wwid();
        if (!one.wwid().map(wwid -> wwid.text()).equals(Optional.of(there))) {
            wrong.add("handed out for " + there + ": " + one);
        }
        if (!cuts) {
            // with all paths cut it would be lost, whoever has it
            HandedOut.written(world, one);
        }
        if (!cuts
                && !upheaval.refuses()
                && (one.state() != AttachmentState.ATTACHED || active != World.PATHS)) {
            wrong.add("not as a whole: " + one);
        }
    }

    private void detach(World world, int number) {
        if (!world.mortise().detach(ids.get(number)).mayUnmap() && !cuts) {
            wrong.add("may not be unmapped: " + number);
        }
    }

    private void mayBeRefused(VolumeException refused) {
        if (!cuts && !upheaval.refuses()) {
            wrong.add(refused.describe());
        }
    }

    private boolean paths(World world) {
        for (int i = 0; i < 3 * STEPS; i++) {
            int k = chance.nextInt(World.PATHS);
            if (chance.nextInt(3) == 0) {
                world.portal(k).cut();
            } else {
                world.portal(k).mend();
            }
            pause(world, chance.nextInt(3000));
        }
        return true;
    }

    private boolean upheaval(World world) {
        for (int i = 0; i < 2; i++) {
            pause(world, 50 + chance.nextInt(1500));
            switch (upheaval) {
                case NONE, KILLED -> {}
                case CONFIGURED ->
                        world.mortise()
                                .configure(
                                        Map.of(
                                                "stop.grace",
                                                "" + (10 + chance.nextInt(20)),
                                                "flush.attempts",
                                                "" + (2 + chance.nextInt(3)),
                                                "retry.interval",
                                                "" + (20 + chance.nextInt(40))));
                case CONNECTOR_REPLACED -> {
                    world.mortise().connectorGoes();
                    pause(world, chance.nextInt(300));
                    world.mortise().connectorComes();
                }
                case EXCHANGED -> world.exchange();
            }
        }
        return true;
    }

    private static void pause(World world, int millis) {
        var tasks = world.simulated().host().tasks();
        tasks.await(tasks.signal("a while"), 0, tasks.deadline(Duration.ofMillis(millis)));
    }

    // --- what has to be so all the time ---

    private Fault looked(World world, Call call) {
        if (DEEDS.contains(call.operation())) {
            Leftovers now = world.fabric().leftovers();
            oneSessionOfAName(now, call);
            inUse.forEach((number, paths) -> hasItsPaths(now, call, number, paths));
            if (stranger) {
                Leftovers taken = world.before().since(now);
                if (!taken.sessions().isEmpty() || !taken.disks().isEmpty()) {
                    wrong.add("before " + call + ": taken from a stranger: " + taken);
                }
            }
        }
        return Fault.PASS;
    }

    private void oneSessionOfAName(Leftovers now, Call call) {
        var names = new HashSet<String>();
        now.sessions().stream()
                .filter(session -> !names.add(session.substring(session.indexOf(' '))))
                .forEach(session -> wrong.add("before " + call + ": twice " + session));
    }

    private void hasItsPaths(Leftovers now, Call call, int number, int paths) {
        long there =
                now.disks().stream()
                        .filter(d -> d.matches("\\S+ \\d+:0:0:" + number + " .*"))
                        .count();
        if (there < paths) {
            wrong.add("before " + call + ": LUN " + number + " has " + there + " of " + paths);
        }
    }
}
