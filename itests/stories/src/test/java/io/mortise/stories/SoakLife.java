// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.PathState;
import io.mortise.api.VolumeException;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.fabric.Volume;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.CrashPlan.Moment;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host that lives long: random work and faults, drawn from a seed. Now and then all is mended and
 * detached, and the host has to be as it was.
 */
final class SoakLife implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SoakLife.class);
    private static final int LINES = 3000;
    private static final int LUNS = 4;
    private static final int VOLUMES = 9;
    private static final int BETWEEN_CLEARANCES = 50;
    // an act makes about so many calls
    private static final int CALLS = 900;
    // sizes are a whole number of these
    private static final int SIZES = 8;
    // within so many milliseconds a daemon ends
    private static final int SOON = 4000;
    private static final String CONNECTIONS = "/sys/class/iscsi_connection/";
    private static final User READER = new User("reader", 4242);

    private final long seed;
    private final SplittableRandom chance;
    private final World world;
    private final Map<String, Integer> counts = new TreeMap<>();
    private int cycles;
    private int faults;

    SoakLife(long seed) {
        this.seed = seed;
        this.chance = new SplittableRandom(seed);
        this.world = new World(seed, LINES);
        IntStream.rangeClosed(1, LUNS)
                .forEach(number -> world.target().lun(number, volume(number)));
        world.mortise();
    }

    /** So many cycles, and nothing attached in the end. */
    void live(int many) {
        for (int i = 1; i <= many; i++) {
            cycles++;
            cycle();
            HandedOut.proven(world);
            count("cycles after which no data was harmed");
            if (i % BETWEEN_CLEARANCES == 0) {
                clear();
            }
        }
        clear();
    }

    long seed() {
        return seed;
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private void cycle() {
        int draw = chance.nextInt(100);
        if (draw < 40) {
            attach();
        } else if (draw < 62) {
            any().ifPresent(this::detach);
        } else if (draw < 69) {
            any().ifPresent(this::extend);
        } else if (draw < 76) {
            any().ifPresent(this::used);
        } else if (draw < 85) {
            path();
        } else if (draw < 89) {
            daemon();
        } else if (draw < 93) {
            reuse(1 + chance.nextInt(LUNS));
        } else if (draw < 98) {
            kill();
        } else {
            count("reboots");
            world.reboot();
        }
        if (chance.nextInt(6) == 0) {
            world.pass(Duration.ofSeconds(chance.nextInt(90)));
        }
    }

    private Optional<Attachment> any() {
        List<Attachment> all = world.list();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(chance.nextInt(all.size())));
    }

    // --- work ---

    private void attach() {
        int number = 1 + chance.nextInt(LUNS);
        attempt("attaches", () -> world.attach(lun(number)));
    }

    private void detach(Attachment one) {
        DetachMode mode = chance.nextInt(10) == 0 ? DetachMode.FORCED : DetachMode.SAFE;
        attempt("detaches", () -> world.detach(one.id(), mode));
    }

    private void extend(Attachment one) {
        Volume volume = HandedOut.behind(world, HandedOut.number(one));
        if (volume.bytes() < SIZES * World.SIZE) {
            volume.resize(volume.bytes() + World.SIZE);
        }
        Mortise mortise = world.mortise();
        attempt("extends", () -> world.call(() -> mortise.connector().extend(one.id())));
    }

    /** Somebody has the device open: a detach is refused then, and the device stays. */
    private void used(Attachment one) {
        Optional<String> map = mapOf(one);
        if (!one.usable() || map.isEmpty()) {
            return;
        }
        world.fabric().neighbour().open(map.get(), READER);
        try {
            world.detach(one);
            throw new AssertionError("detached while in use: " + one);
        } catch (VolumeException refused) {
            count("detaches refused while in use");
            assertEquals("in use, but gone: " + refused, map, mapOf(one));
        } finally {
            world.fabric().neighbour().close(READER);
        }
    }

    private Optional<String> mapOf(Attachment one) {
        return one.device()
                .map(device -> device.path().replace("/dev/", ""))
                .filter(
                        name ->
                                world.fabric().leftovers().maps().stream()
                                        .anyMatch(map -> map.startsWith(name + " ")));
    }

    private void attempt(String what, Runnable act) {
        count(what);
        if (chance.nextInt(4) == 0) {
            goesWrong();
        }
        try {
            act.run();
        } catch (VolumeException refused) {
            count(what + " refused");
        } finally {
            if (!world.simulated().host().dead()) {
                world.simulated().faults(Faults.NONE);
            }
        }
    }

    /** One call of what comes next, or some in a row. */
    private void goesWrong() {
        int first = chance.nextInt(CALLS);
        int last = first + (chance.nextInt(10) < 7 ? 0 : 1 + chance.nextInt(4));
        int[] made = {0};
        world.simulated()
                .faults(
                        call -> {
                            int number = made[0]++;
                            return first <= number && number <= last ? fault(call) : Fault.PASS;
                        });
    }

    private Fault fault(Call call) {
        faults++;
        List<Fault> ways = Faulty.ways(call);
        return ways.get(chance.nextInt(ways.size()));
    }

    // --- what others do ---

    private void path() {
        var portal = world.portal(chance.nextInt(World.PATHS));
        switch (chance.nextInt(5)) {
            case 0 -> portal.cut();
            case 1 -> portal.refuse();
            case 2 -> portal.silence();
            default -> {
                portal.mend();
                return;
            }
        }
        count("paths lost");
    }

    /** It ends before some work or in the middle of it, and is back some seconds later. */
    private void daemon() {
        var neighbour = world.fabric().neighbour();
        boolean multipath = chance.nextBoolean();
        Runnable stop = multipath ? neighbour::stopMultipathd : neighbour::stopIscsid;
        count("daemon restarts");
        if (chance.nextBoolean()) {
            stop.run();
        } else {
            world.after(Duration.ofMillis(chance.nextInt(SOON)), stop);
        }
        if (chance.nextBoolean()) {
            attach();
        } else {
            any().ifPresent(this::detach);
        }
        world.pass(Duration.ofMillis(SOON + chance.nextInt(SOON)));
        if (multipath) {
            neighbour.startMultipathd();
        } else {
            neighbour.startIscsid();
        }
    }

    /** The array gives a LUN number that nobody has to another volume. */
    private void reuse(int number) {
        if (world.list().stream().noneMatch(each -> HandedOut.number(each) == number)) {
            var taken = world.target().group(1).luns().values();
            List<Volume> free =
                    IntStream.rangeClosed(1, VOLUMES)
                            .mapToObj(this::volume)
                            .filter(volume -> !taken.contains(volume))
                            .toList();
            count("LUNs used again");
            world.target().lun(number, free.get(chance.nextInt(free.size())));
        }
    }

    private Volume volume(int which) {
        String name = "volume" + which;
        return world.fabric().volumes().stream()
                .filter(volume -> volume.name().equals(name))
                .findFirst()
                .orElseGet(() -> world.fabric().volume(name, World.SIZE));
    }

    /** The JVM dies, mostly while it is at work. */
    private void kill() {
        count("kills");
        Children children = chance.nextBoolean() ? Children.DIE : Children.LIVE_ON;
        Optional<Attachment> some = any();
        int call = world.simulated().host().calls() + 1 + chance.nextInt(CALLS);
        Moment moment = Moment.values()[chance.nextInt(Moment.values().length)];
        world.simulated().crash(new CrashPlan(call, moment, children));
        boolean atWork =
                world.crashes(
                        () -> {
                            if (chance.nextBoolean() && some.isPresent()) {
                                detach(some.get());
                            } else {
                                attach();
                            }
                        });
        if (atWork) {
            count("kills at work");
        }
        world.restart(children);
        world.mortise();
    }

    // --- what has to be so ---

    /** All is mended and goes. */
    private void clear() {
        IntStream.range(0, World.PATHS).forEach(k -> world.portal(k).mend());
        world.mortise();
        world.pass(Duration.ofMinutes(3));
        if (halfMade()) {
            // on nobody's trail, and nothing else takes it away
            count("reboots for a session that iscsid left half made");
            world.reboot();
            world.mortise();
        }
        Faulty.comesToRest(world);
        if (!Faulty.atRest(world)) {
            // a write that the kernel never answers holds its disk for as long as the JVM runs
            count("restarts to come to rest");
            world.restart(Children.DIE);
            Faulty.comesToRest(world);
        }
        for (Attachment each : world.list()) {
            try {
                Faulty.detachAtLast(world, each);
            } catch (VolumeException scanUnanswered) {
                // a disk may come of it for as long as the JVM, and so the write, lives
                assertTrue(scanUnanswered.describe(), scanUnanswered.describe().contains("scan"));
                count("restarts to come to rest");
                world.restart(Children.DIE);
                Faulty.detachAtLast(world, each);
            }
        }
        world.verify();
        count("times all was gone");
        nothingIsBroken();
    }

    /** So nothing is refused, and what was written is on the volumes. */
    private void nothingIsBroken() {
        // a write that the kernel never answered counts for as long as the JVM lives
        world.restart(Children.DIE);
        for (int number = 1; number <= LUNS; number++) {
            Attachment one = world.attach(lun(number));
            assertEquals(one.detail(), AttachmentState.ATTACHED, one.state());
            assertEquals(
                    "" + one,
                    Collections.nCopies(World.PATHS, PathState.ACTIVE),
                    World.states(one));
        }
        HandedOut.written(world);
        HandedOut.proven(world);
        var all = new ArrayList<>(world.list());
        while (!all.isEmpty()) {
            world.detach(all.remove(chance.nextInt(all.size())));
            HandedOut.proven(world);
        }
        world.verify();
        // starts while all is well: a journal that can't be opened is tried again only later
        world.mortise();
        count("times nothing was refused");
    }

    private boolean halfMade() {
        var tree = world.simulated().computer().tree();
        return tree.list(CONNECTIONS).stream()
                .map(name -> tree.read(CONNECTIONS + name + "/persistent_port"))
                .anyMatch(Optional.of("0\n")::equals);
    }

    String transcript() {
        return world.simulated().transcript().text();
    }

    static void tell(String what) {
        LOG.warn("soak: {}", what);
    }

    @Override
    public String toString() {
        return "seed %d, %d cycles, %d faults survived; %s"
                .formatted(
                        seed,
                        cycles,
                        faults,
                        counts.entrySet().stream()
                                .map(each -> each.getKey() + ": " + each.getValue())
                                .collect(Collectors.joining(", ")));
    }

    @Override
    public void close() {
        world.close();
    }
}
