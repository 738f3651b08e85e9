// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;

/**
 * The kernel answers a scan before there is a block device, and hides a disk that it deletes long
 * before that has gone.
 */
public class HalfThereTest extends Story {
    private static final Duration LONG = Duration.ofMinutes(30);

    private void probing(Duration time) {
        world.fabric().latencies(Latencies.lab().withProbe(time));
    }

    private void removing(Duration time) {
        world.fabric().latencies(Latencies.lab().withRemoval(time));
    }

    private void asEver() {
        world.fabric().latencies(Latencies.lab());
    }

    private long disks(int lun) {
        return IntStream.range(0, World.PATHS).filter(k -> world.disk(k, lun).isPresent()).count();
    }

    private boolean named(String disk) {
        return world.simulated().computer().tree().exists("/sys/class/block/" + disk);
    }

    private int scans() {
        return (int)
                world.calls(Call.WRITE).stream()
                        .filter(line -> line.call().subject().contains("/scan "))
                        .count();
    }

    @Test
    public void aDiskThatComesAfterItsAttachGaveUpIsNotLeftOnASessionThatOthersUse() {
        Attachment first = world.attach(lun(1));
        probing(Duration.ofSeconds(40));
        VolumeException told = world.refusal(lun(2));
        assertTrue(told.describe(), told.describe().contains("has made no disk of it yet"));
        assertEquals(4, disks(2));
        asEver();
        world.pass(Duration.ofMinutes(3));
        assertEquals(0, disks(2));
        assertEquals(4, disks(1));
        assertEquals(List.of(first.id()), world.list().stream().map(Attachment::id).toList());
        world.detach(first);
    }

    @Test
    public void aDiskThatComesWhileAllIsWalkedBackGoesWithIt() {
        Attachment first = world.attach(lun(1));
        probing(Duration.ofSeconds(6));
        world.refusal(lun(2));
        asEver();
        assertEquals(0, disks(2));
        world.pass(Duration.ofSeconds(30));
        assertEquals(0, disks(2));
        world.detach(first);
    }

    @Test
    public void aDiskThatComesAfterTheJvmWasKilledIsNotLeftOnASessionThatOthersUse() {
        Attachment first = world.attach(lun(1));
        probing(Duration.ofSeconds(20));
        world.fork(() -> world.mortise().attach(lun(2)));
        world.pass(Duration.ofSeconds(1));
        asEver();
        world.restart(Children.DIE);
        world.mortise();
        world.pass(Duration.ofMinutes(3));
        assertEquals(0, disks(2));
        world.detach(first);
    }

    @Test
    public void aSessionWithADiskThatIsBeingMadeIsNotClosedUnderIt() {
        probing(Duration.ofSeconds(40));
        world.refusal(lun(1));
        assertEquals(4, world.ours().sessions().size());
        asEver();
        world.pass(Duration.ofMinutes(3));
        assertEquals(List.of(), world.list());
        assertTrue("" + world.ours(), world.ours().isEmpty());
    }

    @Test
    public void aPathThatBreaksWhileItsDiskIsBeingMadeLeavesNothingBehind() {
        probing(Duration.ofSeconds(2));
        world.after(Duration.ofSeconds(1), () -> world.portal(3).cut());
        Attachment attachment = world.attach(lun(1));
        asEver();
        assertEquals(3, world.mapSize(attachment));
        world.pass(Duration.ofMinutes(5));
        world.portal(3).mend();
        world.pass(Duration.ofMinutes(5));
        world.detach(attachment);
    }

    @Test
    public void aDiskThatIsStillGoingIsNotGone() {
        world.set("removal.timeout", 5);
        Attachment first = world.attach(lun(1));
        Attachment second = world.attach(lun(2));
        String disk = world.disk(0, 1).orElseThrow();
        removing(Duration.ofSeconds(60));
        VolumeException told = world.refusal(first);
        assertEquals(told.describe(), Reason.REMOVAL_FAILED, told.reason());
        assertTrue(told.describe(), told.describe().contains(disk));
        assertTrue(named(disk));
        assertEquals(AttachmentState.LEFTOVER, state(first));
        asEver();
        world.pass(Duration.ofMinutes(3));
        assertEquals(List.of(second.id()), world.list().stream().map(Attachment::id).toList());
        world.detach(second);
    }

    @Test
    public void aDiskWhoseNameHasGoneIsNotGoneUntilTheKernelHasDoneWithIt() {
        world.set("removal.timeout", 10);
        Attachment attachment = world.attach(lun(1));
        String disk = world.disk(0, 1).orElseThrow();
        removing(Duration.ofSeconds(12));
        VolumeException told = world.refusal(attachment);
        assertEquals(told.describe(), Reason.REMOVAL_FAILED, told.reason());
        assertTrue(!named(disk));
        assertEquals(4, world.ours().sessions().size());
        asEver();
        world.pass(Duration.ofMinutes(3));
        assertEquals(List.of(), world.list());
    }

    @Test
    public void aSessionIsNeitherScannedNorClosedWhileADeletionHangsOnIt() {
        world.target().lun(3, world.fabric().volume("third", World.SIZE));
        world.set("removal.timeout", 5).set("attach.timeout", 20);
        Attachment first = world.attach(lun(1));
        removing(LONG);
        world.refusal(first);
        int scans = scans();
        VolumeException told = world.refusal(lun(3));
        assertEquals(told.describe(), Reason.HOST_FAILED, told.reason());
        assertTrue(told.describe(), told.describe().contains("still taking a disk away"));
        assertEquals(scans, scans());
        assertEquals(4, world.ours().sessions().size());
        asEver();
        world.pass(LONG.multipliedBy(4));
        assertEquals(List.of(), world.list());
    }

    private AttachmentState state(Attachment attachment) {
        return world.list().stream()
                .filter(one -> one.id().equals(attachment.id()))
                .map(Attachment::state)
                .findFirst()
                .orElseThrow();
    }
}
