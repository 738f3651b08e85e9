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
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** What had to be left is tried again by itself, less and less often. */
public class RetryTest extends Story {
    private static final String LOGOUT = "--logout";
    private final List<Long> tries = new ArrayList<>();
    private boolean stuck = true;

    /** The deletion of disks fails until it is mended. */
    private void stuckDisks() {
        world.simulated()
                .faults(
                        call -> {
                            boolean delete =
                                    call.operation().equals(Call.WRITE)
                                            && call.subject().contains("/device/delete");
                            if (delete && stuck) {
                                tries.add(world.nanos());
                            }
                            return delete && stuck ? Fault.fail(HostFailure.Kind.IO) : Fault.PASS;
                        });
    }

    private Attachment left() {
        Attachment attachment = world.attach(lun(1));
        stuckDisks();
        assertThrows(VolumeException.class, () -> world.detach(attachment.id(), DetachMode.FORCED));
        assertEquals(AttachmentState.LEFTOVER, world.list().get(0).state());
        return attachment;
    }

    /** Seconds from each round of tries to the next. */
    private List<Long> pauses() {
        var rounds = new ArrayList<Long>();
        for (long at : tries) {
            long second = Duration.ofNanos(at).toSeconds();
            if (rounds.isEmpty() || second - rounds.get(rounds.size() - 1) > 1) {
                rounds.add(second);
            }
        }
        var pauses = new ArrayList<Long>();
        for (int i = 1; i < rounds.size(); i++) {
            pauses.add(rounds.get(i) - rounds.get(i - 1));
        }
        return pauses;
    }

    // os-brick D.70
    // peers C.27
    @Test
    public void whatADetachLeftGoesByItselfOnceTheCauseIsGone() {
        left();
        stuck = false;
        world.pass(Duration.ofSeconds(55));
        assertEquals(1, world.list().size());
        world.pass(Duration.ofSeconds(15));
        assertEquals(List.of(), world.list());
        assertTrue(world.ours().isEmpty());
    }

    @Test
    public void itIsTriedLessAndLessOftenUntilTheLongestPause() {
        world.set("retry.interval", 10).set("retry.longest", 60).set("removal.timeout", 1);
        left();
        world.pass(Duration.ofMinutes(6));
        List<Long> pauses = pauses();
        assertTrue(pauses.toString(), pauses.size() >= 6);
        for (int i = 0; i < 6; i++) {
            long expected = Math.min(60, 10L << i) + 1; // a try takes as long as a removal
            assertEquals(pauses.toString(), expected, pauses.get(i), 1);
        }
        stuck = false;
        world.pass(Duration.ofSeconds(62));
        assertTrue(world.ours().isEmpty());
    }

    @Test
    public void whatIsAttachedIsNotTouchedByIt() {
        Attachment attachment = world.attach(lun(1));
        int before = world.commands().size();
        world.pass(Duration.ofHours(3));
        assertEquals(AttachmentState.ATTACHED, world.list().get(0).state());
        assertEquals(before, world.commands().stream().filter(c -> !c.contains(LOGOUT)).count());
        world.detach(attachment);
    }

    @Test
    public void aSafeDetachThatTookNothingIsNotRetried() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().mount("dm-0", "/srv/data");
        world.refusal(attachment);
        world.fabric().neighbour().unmount("/srv/data");
        world.pass(Duration.ofHours(2));
        assertEquals(AttachmentState.ATTACHED, world.list().get(0).state());
        world.detach(attachment);
    }
}
