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
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.Test;

/**
 * A safe detach has begun to take something away, and then can't see what became of it. Its name
 * may be another volume's by now, so it is handed out to nobody any more.
 */
public class UnseenTest extends Story {
    private int unseen;

    /** Looks fail once something was done: so many of them. */
    private void blind(Predicate<Call> deed, Predicate<Call> look, int looks) {
        boolean[] done = {false};
        unseen = looks;
        world.simulated()
                .faults(
                        call -> {
                            done[0] |= deed.test(call);
                            if (!done[0] || !look.test(call) || unseen == 0) {
                                return Fault.PASS;
                            }
                            unseen--;
                            return Fault.fail(HostFailure.Kind.IO);
                        });
    }

    private void blindToTheMap(int looks) {
        blind(
                call -> call.text().contains("remove map"),
                call ->
                        call.operation().equals(Call.READ)
                                && call.subject().startsWith("/sys/class/block/dm-0/dm/"),
                looks);
    }

    private void blindToTheDisk(int looks) {
        blind(
                call -> call.subject().contains("/device/delete"),
                call ->
                        call.operation().equals(Call.LIST)
                                && call.subject().matches("/sys/class/scsi_device/[^/]+/device/.*"),
                looks);
    }

    private Attachment direct() {
        return world.set("multipath", false).attach(lun(1));
    }

    @Test
    public void oneLookThatFailsAfterTheRemovalOfTheMapIsRepeated() {
        Attachment attachment = world.attach(lun(1));
        blindToTheMap(1);
        world.detach(attachment);
        assertEquals(0, unseen);
    }

    @Test
    public void aMapThatMayBeGoneIsHandedOutToNobodyAndTheRestGoesByItself() {
        Attachment attachment = world.attach(lun(1));
        blindToTheMap(1000);
        goes(attachment);
    }

    @Test
    public void oneLookThatFailsAfterTheDeletionOfTheDiskIsRepeated() {
        Attachment attachment = direct();
        blindToTheDisk(1);
        world.detach(attachment);
        assertEquals(0, unseen);
    }

    @Test
    public void aDiskThatMayBeGoneIsHandedOutToNobodyAndTheRestGoesByItself() {
        Attachment attachment = direct();
        blindToTheDisk(1000);
        goes(attachment);
    }

    private void goes(Attachment attachment) {
        VolumeException told =
                assertThrows(
                        VolumeException.class,
                        () -> world.detach(attachment.id(), DetachMode.SAFE));
        assertTrue(told.getMessage(), told.getMessage().contains("may be gone"));
        assertEquals(VolumeException.Retry.MAY_HELP, told.retry());
        Attachment left = world.list().get(0);
        assertEquals(AttachmentState.LEFTOVER, left.state());
        assertEquals(Optional.empty(), left.device());
        unseen = 0;
        world.pass(Duration.ofMinutes(2));
        assertEquals(List.of(), world.list());
    }
}
