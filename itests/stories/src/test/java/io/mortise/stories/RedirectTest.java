// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.states;
import static io.mortise.stories.World.volume;
import static org.junit.Assert.assertEquals;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.IscsiSession;
import io.mortise.api.PathState;
import io.mortise.simulator.jvm.CrashPlan.Children;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

/**
 * Portals that answer a login with "target moved temporarily". The kernel then shows the portal
 * asked for as the persistent one, by which a session is known, and the other as the current one
 * (seen with 2.1.8 on Linux 6.1).
 */
public class RedirectTest extends Story {
    private void attachedWhole(Attachment attachment) {
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(
                Collections.nCopies(attachment.paths().size(), PathState.ACTIVE),
                states(attachment));
    }

    private String shown(int sid, String attribute) {
        return world.read("/sys/class/iscsi_connection/connection" + sid + ":0/" + attribute)
                .strip();
    }

    @Test
    public void aSessionThatWasSentOnIsKnownByThePortalThatWasAskedFor() {
        world.portal(0).sendTo(world.portal(1));
        Attachment attachment = world.attach(volume(path(IQN, 0, 1)));
        attachedWhole(attachment);
        Mortise mortise = world.mortise();
        IscsiSession session = world.call(mortise::sessions).get(0);
        assertEquals(World.address(0), session.portal().toString());
        assertEquals("10.10.0.2", shown(session.sid(), "persistent_address"));
        assertEquals("10.10.1.2", shown(session.sid(), "address"));
        world.restart(Children.LIVE_ON);
        attachedWhole(world.list().get(0));
        world.detach(attachment);
    }

    @Test
    public void portalsThatAreSentToTheSameOneAreAPathEach() {
        for (int k = 0; k < 3; k++) {
            world.portal(k).sendTo(world.portal(3));
        }
        Attachment attachment = world.attach(lun(1));
        attachedWhole(attachment);
        assertEquals(4, world.mapSize(attachment));
        assertEquals(4, world.ours().sessions().size());
        world.detach(attachment);
    }

    @Test
    public void aSessionThatBreaksAsksThePortalAgainThatItWasAskedFor() {
        world.portal(0).sendTo(world.portal(1));
        Attachment attachment = world.attach(volume(path(IQN, 0, 1), path(IQN, 2, 1)));
        world.portal(0).sendTo(world.portal(3));
        world.portal(1).cut();
        world.pass(Duration.ofSeconds(60));
        attachedWhole(world.list().get(0));
        Mortise mortise = world.mortise();
        int sid = world.call(mortise::sessions).get(0).sid();
        assertEquals("10.10.3.2", shown(sid, "address"));
        world.portal(1).mend();
        world.detach(attachment);
    }

    @Test
    public void aPortalThatIsSentToADeadOneIsDownAndLeavesNothing() {
        world.portal(0).sendTo(world.portal(1));
        world.portal(1).refuse();
        Attachment attachment = world.attach(volume(path(IQN, 0, 1), path(IQN, 2, 1)));
        world.pass(Duration.ofSeconds(60));
        assertEquals(List.of(PathState.DOWN, PathState.ACTIVE), states(world.list().get(0)));
        world.detach(attachment);
    }
}
