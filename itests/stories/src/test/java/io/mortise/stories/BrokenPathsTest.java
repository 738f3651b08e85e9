// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.states;
import static io.mortise.stories.World.volume;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.PathReport;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** Portals, targets and LUNs that are not there. */
public class BrokenPathsTest extends Story {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final List<PathState> THREE =
            List.of(PathState.ACTIVE, PathState.ACTIVE, PathState.ACTIVE, PathState.DOWN);

    private PathReport degradedByTheLast(Attachment attachment) {
        assertEquals(AttachmentState.DEGRADED, attachment.state());
        assertEquals(THREE, states(attachment));
        assertEquals(3, world.ours().sessions().size());
        assertEquals(3, world.ours().records().size());
        assertEquals(3, world.ours().disks().size());
        return attachment.paths().get(3);
    }

    private void nothingComesLater() {
        var then = world.ours();
        world.pass(LONG);
        assertEquals(then, world.ours());
    }

    @Test
    public void aPortalThatRefusesCostsItsPathOnly() {
        world.portal(3).refuse();
        Attachment attachment = world.attach(lun(1));
        PathReport last = degradedByTheLast(attachment);
        assertEquals(Optional.of(Reason.PORTAL_UNREACHABLE), last.reason());
        world.portal(3).mend();
        nothingComesLater();
        world.detach(attachment);
    }

    // peers C.33
    @Test
    public void aPortalThatIsCutOffCostsItsPathAndNoMoreThanTheLoginsLimit() {
        world.portal(3).cut();
        Duration took = world.time(() -> degradedByTheLast(world.attach(lun(1))));
        assertTrue(took.toString(), took.compareTo(Duration.ofSeconds(10)) < 0);
        world.portal(3).mend();
        nothingComesLater();
        world.detach(world.list().get(0));
    }

    // peers C.31
    @Test
    public void aPortalThatTakesTheConnectionAndSaysNothingCostsItsPath() {
        world.portal(3).silence();
        Attachment attachment = world.attach(lun(1));
        degradedByTheLast(attachment);
        world.portal(3).mend();
        nothingComesLater();
        world.detach(attachment);
    }

    @Test
    public void aTargetThatThePortalDoesNotKnowCostsItsPath() {
        world.set("path.grace", 10);
        var unknown = path(IQN + "-unknown", 3, 1);
        Attachment attachment =
                world.attach(volume(path(IQN, 0, 1), path(IQN, 1, 1), path(IQN, 2, 1), unknown));
        degradedByTheLast(attachment);
        world.detach(attachment);
    }

    @Test
    public void aPortalThatDeniesAccessIsToldApart() {
        world.fabric().target(IQN + "-closed").lun(1, world.data());
        world.fabric().target(IQN + "-closed").portal("10.10.3.2:3260");
        world.fabric().target(IQN + "-closed").group(1).denyAccess();
        Attachment attachment =
                world.attach(
                        volume(
                                path(IQN, 0, 1),
                                path(IQN, 1, 1),
                                path(IQN, 2, 1),
                                path(IQN + "-closed", 3, 1)));
        assertEquals(
                Optional.of(Reason.AUTHENTICATION_FAILED), degradedByTheLast(attachment).reason());
        world.detach(attachment);
    }

    @Test
    public void aLunThatIsMissingBehindOnePortalCostsItsPathAndTheSessionGoes() {
        world.fabric().target(IQN + "-tags").group(1).lun(1, world.data());
        for (int k = 0; k < 3; k++) {
            world.fabric().target(IQN + "-tags").group(1).portal("10.10." + k + ".2:3260");
        }
        world.fabric().target(IQN + "-tags").group(2).portal("10.10.3.2:3260");
        Attachment attachment =
                world.attach(
                        volume(
                                path(IQN + "-tags", 0, 1),
                                path(IQN + "-tags", 1, 1),
                                path(IQN + "-tags", 2, 1),
                                path(IQN + "-tags", 3, 1)));
        assertEquals(Optional.of(Reason.LUN_NOT_FOUND), degradedByTheLast(attachment).reason());
        world.detach(attachment);
    }

    @Test
    public void aLunThatIsMissingEverywhereIsRefusedAndNothingIsLeft() {
        VolumeException refused = world.refusal(lun(7));
        assertEquals(Reason.LUN_NOT_FOUND, refused.reason());
        assertEquals(List.of(), refused.left());
        assertTrue(world.ours().isEmpty());
    }

    // os-brick D.1
    @Test
    public void withoutAnyPortalTheAttachFailsAndNothingIsLeft() {
        for (int k = 0; k < 4; k++) {
            world.portal(k).cut();
        }
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.PORTAL_UNREACHABLE, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains("10.10.2.2:3260"));
        assertTrue(world.ours().isEmpty());
        for (int k = 0; k < 4; k++) {
            world.portal(k).mend();
        }
        nothingComesLater();
    }

    @Test
    public void fewerPathsThanTheMinimumAreRefused() {
        world.set("minimum.paths", 4);
        world.portal(3).refuse();
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.NO_PATHS, refused.reason());
        assertTrue(world.ours().isEmpty());
    }

    @Test
    public void aPortalThatComesBackDuringTheLoginIsEitherUsedOrLeftAlone() {
        for (int tenths = 5; tenths <= 75; tenths += 14) {
            try (var fresh = new World(tenths)) {
                fresh.portal(3).cut();
                fresh.mortise();
                fresh.after(Duration.ofMillis(100L * tenths), () -> fresh.portal(3).mend());
                Attachment attachment = fresh.attach(lun(1));
                long active = states(attachment).stream().filter(PathState.ACTIVE::equals).count();
                assertEquals("sessions", active, fresh.ours().sessions().size());
                fresh.pass(LONG);
                assertEquals("sessions later", active, fresh.ours().sessions().size());
                fresh.detach(attachment);
                fresh.verify();
            }
        }
    }

    @Test
    public void aLoginThatWouldCompleteAfterTheDeadlineLeavesNoSession() {
        world.set("attach.timeout", 5).set("login.timeout", 20).set("login.attempts", 4);
        for (int k = 0; k < 4; k++) {
            world.portal(k).silence();
        }
        world.mortise();
        world.after(
                Duration.ofSeconds(6),
                () -> {
                    for (int k = 0; k < 4; k++) {
                        world.portal(k).mend();
                    }
                });
        VolumeException refused = world.refusal(lun(1));
        assertTrue(refused.toString(), world.ours().isEmpty());
        nothingComesLater();
    }

    @Test
    public void pathsThatDieBetweenLoginAndMapAreNotHandedOut() {
        world.mortise();
        world.after(Duration.ofMillis(300), () -> world.portal(2).cut());
        Attachment attachment = world.attach(lun(1));
        assertTrue(attachment.toString(), attachment.usable());
        world.portal(2).mend();
        world.pass(Duration.ofSeconds(30));
        world.detach(attachment);
    }
}
