// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.states;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.CrashPlan.Moment;
import io.mortise.simulator.machine.Tree;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Runs a case, and looks at what has come of it. */
final class CrashRun {
    private static final Set<String> CHANGING =
            Set.of(
                    Call.WRITE,
                    Call.REPLACE,
                    Call.APPEND,
                    Call.REMOVE,
                    Call.HARD_LINK,
                    Call.COMMAND,
                    Call.SEND);
    // of these a recovery that has nothing to do makes none; it asks, and takes locks
    private static final Set<String> DOING = Set.of(Call.WRITE, Call.COMMAND, Call.HARD_LINK);
    // in all others somebody takes away what data was to be written to, or it goes by force
    private static final Set<CrashChange> DATA_STAYS =
            EnumSet.of(CrashChange.NONE, CrashChange.ANOTHER_CRASH, CrashChange.CONNECTOR_LATE);
    private static final String ASKING = ".* (list|show) .*";
    // so long leftovers are tried again, if need be several times
    private static final Duration RETRIES = Duration.ofMinutes(20);

    private final CrashCase one;
    private final SplittableRandom chance;
    private List<Attachment> standing = List.of();

    CrashRun(CrashCase one) {
        this.one = one;
        this.chance = one.chance();
    }

    /** Whether a call changes the host, or the journal. */
    static boolean changes(Call call) {
        return CHANGING.contains(call.operation());
    }

    /** The calls of a story's act, in their order. */
    static List<Call> calls(CrashStory story, long seed) {
        try (var world = new World(seed)) {
            story.prologue(world);
            int before = world.simulated().host().calls();
            story.act(world);
            return since(world, before);
        }
    }

    private static List<Call> since(World world, int before) {
        String jvm = world.simulated().host().party().toString();
        return world.simulated().transcript().lines().stream()
                .map(line -> line.call())
                .filter(call -> call.jvm().equals(jvm) && call.number() > before)
                .sorted((one, other) -> Integer.compare(one.number(), other.number()))
                .toList();
    }

    /** Runs it. */
    void run() {
        try (var world = new World(one.seed())) {
            try {
                begin(world);
                assertTrue("no crash", world.crashes(() -> one.story().act(world)));
                goOn(world);
            } catch (AssertionError | RuntimeException wrong) {
                wrong.addSuppressed(new Story.TranscriptOf(world));
                throw wrong;
            }
        }
    }

    private void begin(World world) {
        List<Attachment> before = one.story().prologue(world);
        standing = before.stream().filter(one.story()::leavesAlone).toList();
        if (DATA_STAYS.contains(one.change()) && one.story() != CrashStory.DETACH_FORCED) {
            before.forEach(each -> HandedOut.written(world, each));
        }
        world.simulated().crash(one.plan());
    }

    private void goOn(World world) {
        switch (one.change()) {
            case NONE -> {
                world.restart(one.children());
                converged(world);
            }
            case ANOTHER_CRASH -> diesAgain(world);
            case REBOOT -> rebooted(world);
            case LUN_GONE, LUN_OTHER, PORTAL_GONE, ALL_PORTALS_GONE -> fabricChanged(world);
            case CONNECTOR_LATE -> connectorComes(world);
            case TRAIL_CUT, TRAIL_FLIPPED -> damaged(world);
        }
    }

    // --- complete or gone ---

    private void converged(World world) {
        List<Attachment> all = complete(world);
        world.stop();
        world.restart(one.children());
        int before = world.simulated().host().calls();
        Map<String, String> trails = trails(world);
        assertEquals(ids(all), ids(world.list()));
        assertEquals("a second recovery does nothing", List.of(), deeds(world, before));
        assertEquals("a second recovery writes nothing", trails, trails(world));
        if (!all.isEmpty()) {
            one.story().epilogue(world);
        }
        world.list().forEach(world::detach);
        world.verify();
    }

    /** All volumes are attached as a whole, with all that belongs to them, and nothing more. */
    private List<Attachment> complete(World world) {
        List<Attachment> all = world.list();
        world.settled();
        int staying = one.story().staying();
        assertTrue("are there: " + all, all.size() >= staying && all.size() <= staying + 1);
        for (Attachment each : all) {
            assertEquals(each.detail(), AttachmentState.ATTACHED, each.state());
            assertEquals(
                    each.toString(),
                    Collections.nCopies(one.story().paths(), PathState.ACTIVE),
                    states(each));
        }
        standing.forEach(before -> HandedOut.stands(world, before));
        HandedOut.proven(world);
        if (all.isEmpty()) {
            assertTrue("left: " + world.ours(), world.ours().isEmpty());
        }
        int disks = one.story().paths() * all.size();
        assertEquals(world.ours().toString(), disks, world.ours().disks().size());
        // multipathd makes a map of a single path, too; it is nobody's then
        assertEquals(world.ours().toString(), all.size(), world.ours().maps().size());
        return all;
    }

    private static List<Object> ids(List<Attachment> all) {
        return all.stream().<Object>map(Attachment::id).toList();
    }

    private static List<String> deeds(World world, int before) {
        return since(world, before).stream()
                .filter(
                        call ->
                                DOING.contains(call.operation())
                                        || call.operation().equals(Call.SEND)
                                                && !call.subject().matches(ASKING))
                .map(Call::text)
                .toList();
    }

    private static Map<String, String> trails(World world) {
        var texts = new TreeMap<String, String>();
        world.trails().forEach(name -> texts.put(name, world.read(World.JOURNAL + "/" + name)));
        return texts;
    }

    // --- what may come between ---

    private void diesAgain(World world) {
        world.restart(one.children());
        List<Call> calls = recovery();
        if (!calls.isEmpty()) {
            Call again = calls.get(chance.nextInt(calls.size()));
            Moment moment = Moment.values()[chance.nextInt(Moment.values().length)];
            Children children = Children.values()[chance.nextInt(Children.values().length)];
            world.simulated().crash(new CrashPlan(again.number(), moment, children));
            assertTrue("no crash", world.crashes(world::mortise));
            world.restart(children);
        }
        converged(world);
    }

    // learned from a world that is the same so far
    private List<Call> recovery() {
        try (var world = new World(one.seed())) {
            begin(world);
            world.crashes(() -> one.story().act(world));
            world.restart(one.children());
            int before = world.simulated().host().calls();
            world.mortise();
            return since(world, before).stream().filter(CrashRun::changes).toList();
        }
    }

    private void rebooted(World world) {
        world.reboot();
        List<Attachment> all = world.list();
        assertTrue("are there: " + all, all.size() >= one.story().staying());
        all.forEach(each -> assertEquals(each.detail(), AttachmentState.ABSENT, each.state()));
        assertTrue(world.ours().toString(), world.ours().disks().isEmpty());
        if (chance.nextBoolean()) {
            for (Attachment each : all) {
                Mortise mortise = world.mortise();
                assertTrue(world.call(() -> mortise.attach(each.connection())).usable());
            }
        }
        world.list().forEach(world::detach);
        world.verify();
    }

    private void fabricChanged(World world) {
        one.change().breaks(world);
        world.restart(one.children());
        List<Attachment> all = world.list();
        world.settled();
        if (one.change() == CrashChange.LUN_OTHER) {
            all.forEach(each -> notTakenForProven(world, each));
        }
        if (chance.nextBoolean()) {
            one.change().mends(world);
            world.pass(RETRIES);
            // a rescan meanwhile had multipathd take the disks for another volume's: that stays so,
            // and is told
            if (one.change() == CrashChange.LUN_OTHER && !allAttached(world)) {
                takenDown(world);
            } else {
                converged(world);
            }
        } else {
            takenDown(world);
        }
    }

    private static boolean allAttached(World world) {
        return world.list().stream().allMatch(each -> each.state() == AttachmentState.ATTACHED);
    }

    private static void notTakenForProven(World world, Attachment each) {
        if (each.usable() && each.connection().equals(World.lun(1))) {
            Mortise mortise = world.mortise();
            try {
                Attachment now = world.call(() -> mortise.verify(each.id()));
                assertNotEquals(now.toString(), AttachmentState.ATTACHED, now.state());
            } catch (VolumeException refused) {
                assertEquals(refused.getMessage(), Reason.FOREIGN_DATA, refused.reason());
            }
        }
    }

    /** All goes, by force where it must be; and nothing is left. */
    private void takenDown(World world) {
        for (Attachment each : world.list()) {
            try {
                world.detach(each);
            } catch (VolumeException refused) {
                assertTrue(refused.describe(), refused.describe().length() > 40);
                byForce(world, each);
            }
        }
        world.pass(RETRIES);
        if (one.change() == CrashChange.LUN_OTHER && !world.list().isEmpty()) {
            // disks that another volume's map stands on by now are left alone, even by force
            one.change().mends(world);
            world.pass(RETRIES.multipliedBy(9)); // the pauses between tries have become long
        }
        assertEquals(List.of(), world.list());
        world.verify();
    }

    // it tells of what may be lost by a failure
    private static void byForce(World world, Attachment each) {
        try {
            world.detach(each.id(), DetachMode.FORCED);
        } catch (VolumeException told) {
            assertTrue(told.describe(), told.describe().length() > 40);
        }
    }

    private void connectorComes(World world) {
        world.restart(one.children());
        int before = world.simulated().host().calls();
        Mortise mortise = world.mortise(Mortise.Beginning.WITHOUT_CONNECTOR);
        List<Attachment> waiting = world.list();
        assertEquals(world.trails().size(), waiting.size());
        for (Attachment each : waiting) {
            assertEquals(AttachmentState.WAITING, each.state());
            assertTrue(each.detail(), each.detail().startsWith("waiting for iscsi"));
            for (DetachMode mode : List.of(DetachMode.SAFE, DetachMode.FORCED)) {
                VolumeException refused =
                        assertThrows(VolumeException.class, () -> world.detach(each.id(), mode));
                assertEquals(refused.getMessage(), Reason.NOT_FOUND, refused.reason());
            }
        }
        world.pass(RETRIES);
        assertEquals("without the connector", List.of(), deeds(world, before));
        assertEquals(ids(waiting), ids(world.list()));
        world.call(
                () -> {
                    mortise.connectorComes();
                    return mortise;
                });
        converged(world);
    }

    private void damaged(World world) {
        if (world.trails().isEmpty()) {
            world.restart(one.children());
            converged(world);
            return;
        }
        Tree tree = world.simulated().computer().tree();
        String name = world.trails().get(chance.nextInt(world.trails().size()));
        String path = World.JOURNAL + "/" + name;
        byte[] good = tree.readBytes(path).orElseThrow();
        byte[] bad = bad(good);
        tree.file(path, bad);
        world.restart(one.children());
        List<Attachment> all = world.list();
        String id = name.substring(0, name.indexOf('.'));
        var kept = all.stream().filter(each -> each.detail().contains(path)).findFirst();
        if (kept.isEmpty()) {
            // what is cut off at its end can't be told from what a crash leaves
            assertTrue("taken for sound", tornAtTheEnd(good, bad));
            world.list().forEach(each -> byForce(world, each));
            world.othersHaveAll();
            return;
        }
        assertEquals(id, kept.get().id().text());
        assertEquals(AttachmentState.WAITING, kept.get().state());
        all.stream()
                .filter(each -> !each.id().text().equals(id))
                .forEach(e -> assertEquals(e.detail(), AttachmentState.ATTACHED, e.state()));
        VolumeException refused =
                assertThrows(VolumeException.class, () -> world.detach(kept.get()));
        assertTrue(refused.describe(), refused.describe().contains(path));
        world.stop();
        assertTrue("changed", Arrays.equals(bad, tree.readBytes(path).orElse(new byte[0])));
        tree.file(path, good);
        world.restart(one.children());
        converged(world);
    }

    private byte[] bad(byte[] good) {
        if (one.change() == CrashChange.TRAIL_CUT) {
            return Arrays.copyOf(good, chance.nextInt(good.length));
        }
        byte[] bad = good.clone();
        bad[chance.nextInt(bad.length)] ^= (byte) (1 << chance.nextInt(8));
        return bad;
    }

    private static boolean tornAtTheEnd(byte[] good, byte[] bad) {
        return bad.length < good.length
                || good[good.length - 1] != '\n'
                || bad[bad.length - 1] != '\n';
    }
}
