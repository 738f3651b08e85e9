// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.Detachment;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.host.Task;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Incarnation;
import io.mortise.simulator.machine.Tree.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.Test;

/** What can't be written down is not done. */
public class JournalTest extends Story {
    private static final Set<String> WRITING =
            Set.of(Call.APPEND, Call.REPLACE, Call.OPEN, Call.MAKE_DIRECTORIES, Call.LOCK);

    private void journalFails(HostFailure.Kind kind) {
        world.simulated()
                .faults(
                        call ->
                                WRITING.contains(call.operation())
                                                && call.subject().startsWith(World.JOURNAL)
                                        ? Fault.fail(kind)
                                        : Fault.PASS);
    }

    private void journalWorks() {
        world.simulated().faults(call -> Fault.PASS);
    }

    private void untouched() {
        assertTrue(world.ours().toString(), world.ours().isEmpty());
        assertEquals(List.of(), world.commands());
        assertEquals(List.of(), world.calls(Call.WRITE));
        assertEquals(List.of(), world.calls(Call.HARD_LINK));
    }

    @Test
    public void aJournalThatCanNotBeMadeHasAnAttachRefusedBeforeAnythingIsTouched() {
        journalFails(HostFailure.Kind.REFUSED);
        assertEquals(Reason.JOURNAL_UNAVAILABLE, world.refusal(lun(1)).reason());
        untouched();
        journalWorks();
        world.detach(world.attach(lun(1)));
    }

    private static final Duration A_BEAT = Duration.ofSeconds(61); // retry.interval

    @Test
    public void aJournalThatComesAfterTheStartIsReadAndRecoveredByItself() {
        Attachment attachment = world.attach(lun(1));
        Attachment other = world.attach(lun(2));
        world.fork(() -> world.mortise().detach(other.id()));
        world.pass(Duration.ofMillis(50));
        world.restart(Children.DIE);
        journalFails(HostFailure.Kind.REFUSED);
        world.mortise();
        world.pass(A_BEAT.multipliedBy(5));
        int before = world.ours().disks().size();
        journalWorks();
        world.pass(A_BEAT);
        assertTrue(before + " disks", before > 4);
        assertEquals(4, world.ours().disks().size());
        assertEquals(List.of(attachment.id()), world.list().stream().map(a -> a.id()).toList());
        world.detach(attachment);
    }

    @Test
    public void whileItCanNotBeReadNobodyIsToldThatNothingIsAttached() {
        Attachment attachment = world.attach(lun(1));
        world.restart(Children.DIE);
        journalFails(HostFailure.Kind.REFUSED);
        Mortise mortise = world.mortise();
        List<Supplier<Object>> questions =
                List.of(
                        mortise::list,
                        () -> mortise.verify(attachment.id()),
                        () -> mortise.explain(attachment.id()));
        for (Supplier<Object> question : questions) {
            VolumeException told = assertThrows(VolumeException.class, () -> world.call(question));
            assertEquals(told.describe(), Reason.JOURNAL_UNAVAILABLE, told.reason());
        }
        journalWorks();
        assertEquals(attachment.id(), world.call(() -> mortise.verify(attachment.id())).id());
        world.detach(attachment);
    }

    @Test
    public void whoeverHasStoppedDoesNotTakeTheJournalAgain() {
        Attachment attachment = world.attach(lun(1));
        Mortise stopped = world.mortise();
        world.stop();
        VolumeException told =
                assertThrows(
                        VolumeException.class,
                        () -> world.call(() -> stopped.explain(attachment.id())));
        assertEquals(told.describe(), Reason.CANCELLED, told.reason());
        world.pass(A_BEAT);
        world.detach(attachment); // by the next
    }

    @Test
    public void aFullDiskHasAnAttachRefusedBeforeAnythingIsTouched() {
        world.mortise();
        journalFails(HostFailure.Kind.FULL);
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.JOURNAL_UNAVAILABLE, refused.reason());
        assertTrue(refused.describe(), refused.describe().contains(World.JOURNAL));
        untouched();
        journalWorks();
        world.detach(world.attach(lun(1)));
    }

    @Test
    public void onADiskThatCanOnlyBeReadNewWorkIsRefusedAndTheDirectoryNamed() {
        Attachment attachment = world.attach(lun(1));
        world.restart(Children.DIE);
        world.mortise();
        int before = world.commands().size();
        var tree = world.simulated().computer().tree();
        tree.condition(World.JOURNAL, Condition.READ_ONLY);
        for (VolumeException refused : List.of(world.refusal(lun(2)), world.refusal(attachment))) {
            assertEquals(Reason.JOURNAL_UNAVAILABLE, refused.reason());
            assertTrue(refused.getMessage(), refused.getMessage().contains(World.JOURNAL));
            String told = refused.describe();
            assertTrue(told, told.contains("root may write") || told.contains("mounted read-only"));
        }
        assertEquals(before, world.commands().size());
        assertEquals(4, world.ours().disks().size());
        tree.condition(World.JOURNAL, Condition.WRITABLE);
        world.detach(attachment);
    }

    @Test
    public void onADiskThatCanOnlyBeReadAForcedDetachGoesOnAndTheTrailFollowsLater() {
        Attachment attachment = world.attach(lun(1));
        var tree = world.simulated().computer().tree();
        tree.condition(World.JOURNAL, Condition.READ_ONLY);
        journalFails(HostFailure.Kind.FULL);
        Detachment told = world.detach(attachment.id(), DetachMode.FORCED);
        assertTrue(told.toString(), told.mayUnmap());
        assertTrue(told.toString(), told.problems().toString().contains(World.JOURNAL));
        assertTrue(world.ours().toString(), world.ours().isEmpty());
        tree.condition(World.JOURNAL, Condition.WRITABLE);
        journalWorks();
        world.pass(A_BEAT);
        assertEquals(List.of(), world.trails());
    }

    @Test
    public void andNoOtherProcessIsAtThatTrailMeanwhile() {
        Attachment attachment = world.attach(lun(1));
        journalFails(HostFailure.Kind.FULL);
        Incarnation second = world.simulated().another();
        Task<Detachment> detach =
                world.fork(() -> world.mortise().detach(attachment.id(), DetachMode.FORCED));
        world.pass(Duration.ofMillis(50));
        VolumeException refused =
                refusedTo(second, other -> other.detach(attachment.id(), DetachMode.FORCED));
        assertEquals(refused.describe(), Reason.JOURNAL_UNAVAILABLE, refused.reason());
        world.pass(Duration.ofMinutes(1));
        assertTrue(detach.result().orElseThrow().mayUnmap());
        journalWorks();
    }

    @Test
    public void aDiskThatFillsUpDuringAnAttachHasItUndone() {
        world.mortise();
        // the first is the intent, the next comes when all paths are up
        world.simulated()
                .faults(
                        call ->
                                call.operation().equals(Call.APPEND)
                                                && call.subject().startsWith(World.JOURNAL)
                                        ? Fault.fail(HostFailure.Kind.FULL)
                                        : Fault.PASS);
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.JOURNAL_UNAVAILABLE, refused.reason());
        assertTrue(world.ours().sessions().isEmpty());
        assertTrue(world.ours().maps().isEmpty());
        journalWorks();
        world.mortise();
    }

    @Test
    public void aFullDiskHasASafeDetachRefusedButNotAForcedOne() {
        Attachment attachment = world.attach(lun(1));
        journalFails(HostFailure.Kind.FULL);
        assertEquals(Reason.JOURNAL_UNAVAILABLE, world.refusal(attachment).reason());
        assertEquals(4, world.ours().disks().size());
        world.detach(attachment.id(), DetachMode.FORCED);
        assertTrue(world.ours().disks().isEmpty());
        journalWorks();
    }

    @Test
    public void aTornTrailThatCanNotBeMendedStillHoldsItsVolumeAndItsSessions() {
        Attachment attachment = world.attach(lun(1));
        world.restart(Children.DIE);
        String trail = World.JOURNAL + "/" + attachment.id() + ".trail";
        var tree = world.simulated().computer().tree();
        tree.append(trail, "0123");
        tree.condition(World.JOURNAL, Condition.FULL);
        world.mortise();
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.JOURNAL_UNAVAILABLE, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(attachment.id().text()));
        assertEquals(4, world.ours().disks().size());
        tree.condition(World.JOURNAL, Condition.WRITABLE);
        world.restart(Children.DIE);
        world.detach(attachment);
    }

    private VolumeException refusedTo(Incarnation second, Function<Mortise, ?> act) {
        return assertThrows(
                VolumeException.class,
                () ->
                        world.on(
                                second,
                                () -> {
                                    try (var other = new Mortise(second, Map.of())) {
                                        return act.apply(other);
                                    }
                                }));
    }

    @Test
    public void aSecondJvmOnTheJournalIsRefusedAndDisturbsNothing() {
        Attachment attachment = world.attach(lun(1));
        Incarnation second = world.simulated().another();
        VolumeException refused = refusedTo(second, other -> other.attach(lun(2)));
        assertEquals(Reason.JOURNAL_UNAVAILABLE, refused.reason());
        assertEquals(4, world.ours().disks().size());
        world.detach(attachment);
    }

    @Test
    public void theSecondJvmTakesOverWhenTheFirstIsGone() {
        Attachment attachment = world.attach(lun(1));
        Incarnation second = world.simulated().another();
        world.stop();
        boolean detached =
                world.on(
                        second,
                        () -> {
                            try (var other = new Mortise(second, Map.of())) {
                                return other.detach(attachment.id()).mayUnmap();
                            }
                        });
        assertTrue(detached);
    }

    /** The first record of the detach is written, the disk is full when it has been refused. */
    private void refusedOnADiskThatFillsUp(Attachment attachment) {
        world.fabric().neighbour().mount("dm-0", "/srv/data");
        var first = new AtomicBoolean(true);
        world.simulated()
                .faults(
                        call ->
                                Set.of(Call.APPEND, Call.REPLACE).contains(call.operation())
                                                && call.subject().startsWith(World.JOURNAL)
                                                && !(call.operation().equals(Call.APPEND)
                                                        && first.getAndSet(false))
                                        ? Fault.fail(HostFailure.Kind.FULL)
                                        : Fault.PASS);
        assertEquals(Reason.IN_USE, world.refusal(attachment).reason());
        assertEquals(AttachmentState.ATTACHED, world.list().get(0).state());
        world.fabric().neighbour().unmount("/srv/data");
    }

    private void isAttachedAfterARestart(Attachment attachment) {
        world.restart(Children.DIE);
        assertEquals(List.of(attachment.id()), world.list().stream().map(a -> a.id()).toList());
        assertEquals(AttachmentState.ATTACHED, world.list().get(0).state());
        assertEquals(4, world.mapSize(attachment));
        world.detach(attachment);
    }

    @Test
    public void aDetachRefusedOnAFullDiskIsNotFinishedByARestartOnceThereIsRoom() {
        Attachment attachment = world.attach(lun(1));
        refusedOnADiskThatFillsUp(attachment);
        world.pass(Duration.ofMinutes(5));
        journalWorks();
        world.pass(Duration.ofHours(2));
        isAttachedAfterARestart(attachment);
    }

    @Test
    public void norIfMortiseIsStoppedAsSoonAsThereIsRoom() {
        Attachment attachment = world.attach(lun(1));
        refusedOnADiskThatFillsUp(attachment);
        journalWorks();
        world.stop();
        isAttachedAfterARestart(attachment);
    }
}
