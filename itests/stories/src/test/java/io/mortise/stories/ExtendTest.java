// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.SIZE;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.volume;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.Extension;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.host.Task;
import io.mortise.simulator.fabric.Volume;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.Test;

/** A volume that has grown on its array, while it is attached. */
public class ExtendTest extends Story {
    private static final long GROWN = 96 << 20;
    private static final String RESIZE = "resize map";

    private Extension extend(AttachmentId id) {
        Mortise mortise = world.mortise();
        return world.call(() -> mortise.connector().extend(id));
    }

    private Extension extend(ConnectionInformation volume) {
        Mortise mortise = world.mortise();
        return world.call(() -> mortise.connector().extend(volume));
    }

    private VolumeException refused(Attachment attachment) {
        return assertThrows(VolumeException.class, () -> extend(attachment.id()));
    }

    private long size() {
        return world.list().get(0).device().orElseThrow().sizeBytes();
    }

    private long kernelSize(String device) {
        return Long.parseLong(world.read("/sys/class/block/" + device + "/size").strip()) * 512;
    }

    private List<String> asked(String operation, String part) {
        return world.calls(operation).stream()
                .map(line -> line.call().subject())
                .filter(subject -> subject.contains(part))
                .toList();
    }

    private void untouched(Attachment attachment) {
        assertEquals(List.of(), asked(Call.WRITE, "/rescan"));
        assertEquals(List.of(), asked(Call.SEND, RESIZE));
        world.detach(attachment);
    }

    private void fault(Predicate<Call> calls, int times, Fault fault) {
        var left = new AtomicInteger(times);
        world.simulated()
                .faults(
                        call ->
                                calls.test(call) && left.getAndDecrement() > 0
                                        ? fault
                                        : Fault.PASS);
    }

    private static Predicate<Call> call(String operation, String part) {
        return call -> call.operation().equals(operation) && call.subject().contains(part);
    }

    // os-brick D.76
    // os-brick D.84
    @Test
    public void growsTheDiskOfEachPathAndThenTheMap() {
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        Extension extension = extend(attachment.id());
        assertEquals(GROWN, extension.sizeBytes());
        assertEquals(SIZE, extension.formerBytes());
        assertEquals(4, asked(Call.WRITE, "/rescan").size());
        for (int k = 0; k < 4; k++) {
            assertEquals(GROWN, kernelSize(world.disk(k, 1).orElseThrow()));
        }
        assertEquals(GROWN, kernelSize("dm-0"));
        assertEquals(GROWN, size());
        world.detach(attachment);
    }

    // os-brick D.78
    @Test
    public void growsAMapThatHasAFriendlyName() {
        world.fabric()
                .neighbour()
                .configureMultipath("find_multipaths no\nuser_friendly_names yes\n");
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        assertEquals(
                List.of("@/org/kernel/linux/storage/multipathd resize map mpatha"),
                asked(Call.SEND, RESIZE));
        world.detach(attachment);
    }

    // os-brick D.80
    @Test
    public void growsASinglePathWithoutAskingForAMap() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false);
        Attachment attachment = world.attach(volume(path(IQN, 0, 1)));
        world.data().resize(GROWN);
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        assertEquals(GROWN, size());
        assertEquals(List.of(), asked(Call.SEND, RESIZE));
        world.detach(attachment);
    }

    // os-brick D.81
    @Test
    public void growsAVolumeWhoseLunIsAbove255() {
        world.target().lun(300, world.data());
        Attachment attachment = world.attach(lun(300));
        world.data().resize(GROWN);
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        world.detach(attachment);
    }

    @Test
    public void withNothingToGrowItSucceedsAndTouchesNothing() {
        Attachment attachment = world.attach(lun(1));
        Extension extension = extend(attachment.id());
        assertEquals(SIZE, extension.sizeBytes());
        assertFalse(extension.grown());
        untouched(attachment);
    }

    @Test
    public void aVolumeIsFoundByItsConnectionInformationToo() {
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        assertEquals(attachment.id(), extend(lun(1)).id());
        assertEquals(GROWN, size());
        world.detach(attachment);
    }

    @Test
    public void whatIsNotAttachedIsNotFound() {
        VolumeException unknown = assertThrows(VolumeException.class, () -> extend(lun(1)));
        assertEquals(Reason.NOT_FOUND, unknown.reason());
        assertTrue(unknown.getMessage(), unknown.getMessage().contains(IQN + " lun 1"));
        AttachmentId id = new AttachmentId("aaaaaaaaaa");
        assertEquals(
                Reason.NOT_FOUND, assertThrows(VolumeException.class, () -> extend(id)).reason());
    }

    // os-brick D.79
    @Test
    public void withADeadPathNothingIsTouchedAndThePathIsNamed() {
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        world.portal(2).cut();
        world.pass(Duration.ofSeconds(30));
        VolumeException refused = refused(attachment);
        assertEquals(Reason.PATH_DOWN, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(World.address(2)));
        assertEquals(SIZE, kernelSize("dm-0"));
        assertEquals(List.of(), asked(Call.WRITE, "/rescan"));
        world.portal(2).mend();
        world.pass(Duration.ofSeconds(30));
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        world.detach(attachment);
    }

    // os-brick D.79
    @Test
    public void aPathThatDiedAMomentAgoAndIsStillCalledActiveIsFoundDead() {
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        world.portal(1).cut();
        VolumeException refused = refused(attachment);
        assertEquals(Reason.PATH_DOWN, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(World.address(1)));
        assertEquals(List.of(), asked(Call.WRITE, "/rescan"));
        world.portal(1).mend();
        world.pass(Duration.ofSeconds(30));
        untouched(attachment);
    }

    @Test
    public void aPathThatDoesNotTellItsSizeIsDead() {
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        fault(call -> call.operation().equals(Call.CAPACITY), 1, Fault.GARBLE);
        VolumeException refused = refused(attachment);
        assertEquals(Reason.PATH_DOWN, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains("does not tell its size"));
        untouched(attachment);
    }

    @Test
    public void aPathThatNeverCameUpDoesNotKeepTheOthersFromGrowing() {
        world.portal(3).refuse();
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        assertEquals(3, asked(Call.WRITE, "/rescan").size());
        world.portal(3).mend();
        world.detach(attachment);
    }

    @Test
    public void behindALunThatLeadsToAnotherVolumeNothingIsRescanned() {
        Attachment attachment = world.attach(lun(1));
        world.target().lun(1, world.fabric().volume("other", GROWN));
        assertEquals(Reason.FOREIGN_DATA, refused(attachment).reason());
        assertEquals(List.of(), asked(Call.WRITE, "/rescan"));
        world.target().lun(1, world.data());
        untouched(attachment);
    }

    @Test
    public void aVolumeThatHasShrunkIsRefusedWithBothSizesAndKeepsItsOwn() {
        Attachment attachment = world.attach(lun(1));
        world.data().resize(SIZE / 2);
        VolumeException refused = refused(attachment);
        assertEquals(Reason.UNSUPPORTED, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(String.valueOf(SIZE)));
        assertTrue(refused.getMessage(), refused.getMessage().contains(String.valueOf(SIZE / 2)));
        assertEquals(SIZE, size());
        untouched(attachment);
    }

    @Test
    public void withoutMultipathdNothingIsTouched() {
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        world.fabric().neighbour().stopMultipathd();
        assertEquals(Reason.MULTIPATH_UNAVAILABLE, refused(attachment).reason());
        assertEquals(List.of(), asked(Call.WRITE, "/rescan"));
        world.fabric().neighbour().startMultipathd();
        world.settled();
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        world.detach(attachment);
    }

    /** Two groups whose LUNs lead to the same volume by name, one of them behind the other. */
    private Attachment attachedToALateArray(Volume late) {
        for (int k = 0; k < 2; k++) {
            world.fabric()
                    .target(IQN + "-tags")
                    .group(k + 1)
                    .lun(1, k == 0 ? world.data() : late)
                    .portal("10.11." + k + ".2:3260");
        }
        return world.attach(volume(tagged(0), tagged(1)));
    }

    private static io.mortise.api.IscsiPath tagged(int k) {
        return new io.mortise.api.IscsiPath(
                io.mortise.api.Portal.parse("10.11." + k + ".2:3260"),
                io.mortise.api.Iqn.parse(IQN + "-tags"),
                new io.mortise.api.Lun(1));
    }

    // os-brick D.85
    @Test
    public void anArrayThatShowsTheNewSizeLaterOnOnePortalIsWaitedFor() {
        Volume late = world.fabric().volume("late", SIZE, world.data().serial());
        Attachment attachment = attachedToALateArray(late);
        world.data().resize(GROWN);
        world.after(Duration.ofSeconds(7), () -> late.resize(GROWN));
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        world.detach(attachment);
    }

    // peers C.70
    @Test
    public void anArrayThatKeepsTellingTwoSizesIsRefusedWithBothAndNothingIsTouched() {
        Volume late = world.fabric().volume("late", SIZE, world.data().serial());
        Attachment attachment = attachedToALateArray(late);
        world.data().resize(GROWN);
        VolumeException refused = refused(attachment);
        assertEquals(Reason.TIMED_OUT, refused.reason());
        String sizes = "10.11.1.2:3260 " + IQN + "-tags lun 1=" + SIZE;
        assertTrue(refused.getMessage(), refused.getMessage().contains(sizes));
        late.resize(GROWN);
        untouched(attachment);
    }

    @Test
    public void whatWasHalfDoneIsCompletedByTheNextCall() {
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        fault(call(Call.WRITE, "/rescan"), 1, Fault.fail(HostFailure.Kind.REFUSED));
        VolumeException first = refused(attachment);
        assertEquals(Reason.HOST_FAILED, first.reason());
        assertEquals(SIZE, kernelSize("dm-0"));
        assertEquals(List.of(), asked(Call.SEND, RESIZE));
        int before = asked(Call.WRITE, "/rescan").size();
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        assertEquals("only the one", before + 1, asked(Call.WRITE, "/rescan").size());
        world.detach(attachment);
    }

    @Test
    public void whatACrashBrokeOffIsCompletedByTheNextCall() {
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        fault(call(Call.SEND, RESIZE), 1, Fault.HANG);
        world.fork(() -> world.mortise().connector().extend(attachment.id()));
        world.pass(Duration.ofSeconds(2));
        assertEquals("the disks are grown", GROWN, kernelSize(world.disk(0, 1).orElseThrow()));
        assertEquals("the map is not", SIZE, kernelSize("dm-0"));
        world.restart(Children.LIVE_ON);
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        assertEquals(GROWN, size());
        assertEquals("none a second time", 4, asked(Call.WRITE, "/rescan").size());
        world.detach(world.list().get(0));
    }

    // os-brick D.77
    // os-brick D.85
    @Test
    public void aDaemonThatDoesNotAnswerAtOnceIsAskedAgain() {
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        fault(call(Call.SEND, RESIZE), 2, Fault.HANG);
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        assertEquals(3, asked(Call.SEND, RESIZE).size());
        world.detach(attachment);
    }

    // os-brick D.77
    // peers C.71
    @Test
    public void aDaemonThatNeverAnswersEndsItAtTheLimitWithTheFormerSizeTold() {
        world.set("extend.timeout", 20);
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        fault(call(Call.SEND, RESIZE), 100, Fault.HANG);
        Duration took =
                world.time(() -> assertEquals(Reason.TIMED_OUT, refused(attachment).reason()));
        assertTrue(took.toString(), took.toSeconds() >= 19 && took.toSeconds() <= 22);
        assertEquals(SIZE, size());
        world.simulated().faults(call -> Fault.PASS);
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        world.detach(attachment);
    }

    @Test
    public void aRescanThatHangsEndsItAtTheLimit() {
        world.set("extend.timeout", 10);
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        fault(call(Call.WRITE, "/rescan"), 1, Fault.HANG);
        assertEquals(Reason.TIMED_OUT, refused(attachment).reason());
        assertEquals(GROWN, extend(attachment.id()).sizeBytes());
        world.detach(attachment);
    }

    @Test
    public void aDetachOfTheSameVolumeWaitsForTheExtend() {
        Attachment attachment = world.attach(lun(1));
        Attachment other = world.attach(lun(2));
        world.data().resize(GROWN);
        fault(call(Call.WRITE, "/rescan"), 4, Fault.late(Duration.ofSeconds(9)));
        Task<Extension> extending = world.fork(() -> world.mortise().connector().extend(lun(1)));
        world.pass(Duration.ofSeconds(1));
        Duration others = world.time(() -> world.detach(other));
        assertTrue("another volume does not wait: " + others, others.toSeconds() < 5);
        Duration own = world.time(() -> world.detach(attachment.id(), DetachMode.SAFE));
        assertTrue(own.toString(), own.toSeconds() >= 2);
        assertEquals(GROWN, extending.result().orElseThrow().sizeBytes());
    }

    @Test
    public void theSizeIsRememberedByTheNextProcess() {
        Attachment attachment = world.attach(lun(1));
        world.data().resize(GROWN);
        extend(attachment.id());
        world.stop();
        assertEquals(GROWN, size());
        assertFalse(extend(attachment.id()).grown());
        world.detach(attachment);
    }
}
