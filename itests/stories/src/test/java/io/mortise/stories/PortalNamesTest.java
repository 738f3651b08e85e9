// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.volume;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.Detachment;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.Portal;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.simulator.fabric.Leftovers;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

/** Portals by host name, and by IPv6 addresses in any spelling. */
public class PortalNamesTest extends Story {
    private static IscsiPath path(String portal) {
        return new IscsiPath(Portal.parse(portal), Iqn.parse(IQN), new Lun(1));
    }

    private void hosts(String text) {
        world.simulated().computer().tree().file("/etc/hosts", text);
        world.remember();
    }

    private int lookUps() {
        return world.calls(Call.LOOK_UP).size();
    }

    @Test
    public void aNameIsLookedUpOnceAndOnlyAddressesAreKept() {
        hosts("10.10.0.2 storage-0 storage-0.example.org\n10.10.1.2 storage-1\n");
        Attachment attachment =
                world.attach(volume(path("Storage-0.example.org:3260"), path("storage-1:3260")));
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(2, lookUps());
        assertEquals(
                List.of(path("10.10.0.2:3260"), path("10.10.1.2:3260")),
                attachment.connection().paths());
        world.simulated()
                .computer()
                .tree()
                .file("/etc/hosts", "10.10.3.2 storage-0 storage-0.example.org storage-1\n");
        world.restart(Children.LIVE_ON);
        assertEquals(attachment.connection(), world.list().get(0).connection());
        world.detach(world.list().get(0));
        assertEquals("never again", 2, lookUps());
    }

    @Test
    public void anAttachmentIsFoundByTheSameInformationWithNames() {
        hosts("10.10.0.2 storage\n");
        Attachment attachment = world.attach(volume(path("storage:3260")));
        assertEquals(attachment.id(), world.attach(volume(path("storage:3260"))).id());
        Mortise mortise = world.mortise();
        assertTrue(world.call(() -> mortise.detach(volume(path("storage:3260")))).mayUnmap());
        assertEquals(List.of(), world.list());
    }

    @Test
    public void anAttachmentIsFoundByANameThatLeadsToAnotherOfItsPortalsByNow() {
        hosts("10.10.0.2 storage\n");
        Attachment attachment = world.attach(volume(path("storage:3260")));
        world.simulated().computer().tree().file("/etc/hosts", "10.10.3.2 storage\n");
        Attachment again = world.attach(volume(path("storage:3260")));
        assertEquals(attachment.id(), again.id());
        assertEquals(AttachmentState.ATTACHED, again.state());
        assertEquals(List.of(path("10.10.0.2:3260")), again.connection().paths());
        assertEquals(1, world.fabric().leftovers().sessions().size());
        world.detach(attachment);
    }

    @Test
    public void anUnknownNameIsToldWithItsPortalAndNothingIsTouched() {
        hosts("10.10.0.2 storage\n");
        VolumeException refused =
                world.refusal(volume(path("storage:3260"), path("storages:3260")));
        assertEquals(Reason.PORTAL_UNREACHABLE, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains("portal storages:3260"));
        assertEquals(List.of(), world.commands());
        assertEquals(List.of(), world.trails());
    }

    @Test
    public void aNameServerThatHangsEndsItSoon() {
        hosts("10.10.0.2 storage\n");
        world.simulated().faults(c -> c.operation().equals(Call.LOOK_UP) ? Fault.HANG : Fault.PASS);
        Duration took =
                world.time(
                        () ->
                                assertEquals(
                                        Reason.PORTAL_UNREACHABLE,
                                        world.refusal(volume(path("storage:3260"))).reason()));
        assertTrue(took.toString(), took.toSeconds() <= 11);
        world.simulated().faults(c -> Fault.PASS);
    }

    @Test
    public void twoNamesOfOnePortalAreRefused() {
        hosts("10.10.0.2 storage other\n");
        VolumeException refused = world.refusal(volume(path("storage:3260"), path("other:3260")));
        assertEquals(Reason.BAD_INPUT, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains("10.10.0.2:3260"));
    }

    // os-brick D.12
    @Test
    public void anIpv6PortalIsTheSameInAnySpelling() {
        world.target().portal("[2001:db8::7]:3260");
        Attachment attachment = world.attach(volume(path("[2001:DB8:0:0:0:0:0:7]:3260")));
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(attachment.id(), world.attach(volume(path("[2001:0db8::0007]:3260"))).id());
        assertEquals(1, world.ours().sessions().size());
        world.detach(attachment);
    }

    @Test
    public void plainAddressesAreNotLookedUp() {
        Attachment attachment = world.attach(lun(1));
        assertEquals(0, lookUps());
        world.detach(attachment);
    }

    private void attachByHand(int... portals) {
        for (int k : portals) {
            world.fabric().neighbour().scan(world.fabric().neighbour().login(world.portal(k)), 1);
        }
        world.settled();
    }

    private Detachment detach(IscsiPath... paths) {
        Mortise mortise = world.mortise();
        return world.call(() -> mortise.detach(volume(paths)));
    }

    @Test
    public void aVolumeOfSomebodyElseIsTakenDownByTheNamesOfItsPortals() {
        hosts("10.10.0.2 storage-0\n10.10.1.2 storage-1\n");
        attachByHand(0, 1);
        assertTrue(detach(path("storage-0:3260"), path("storage-1:3260")).id().isPresent());
        assertTrue(world.fabric().leftovers().toString(), world.fabric().leftovers().isEmpty());
    }

    @Test
    public void oneNameIsEnoughToTakeAVolumeOfSomebodyElseDown() {
        hosts("10.10.0.2 storage\n");
        attachByHand(0, 1);
        assertTrue(detach(path("storage:3260")).id().isPresent());
        assertTrue(world.fabric().leftovers().toString(), world.fabric().leftovers().isEmpty());
    }

    @Test
    public void ofAVolumeAdoptedByNamesAddressesAreKept() {
        hosts("10.10.0.2 storage-0\n10.10.1.2 storage-1\n");
        attachByHand(0, 1);
        Mortise mortise = world.mortise();
        Attachment adopted =
                world.call(
                        () ->
                                mortise.adopt(
                                        volume(path("storage-0:3260"), path("storage-1:3260"))));
        assertEquals(
                List.of(path("10.10.0.2:3260"), path("10.10.1.2:3260")),
                adopted.connection().paths());
        world.simulated().computer().tree().file("/etc/hosts", "");
        assertEquals(
                AttachmentState.ATTACHED, world.call(() -> mortise.verify(adopted.id())).state());
        world.detach(adopted);
    }

    // open-iscsi tells the kernel what stands in its record
    @Test
    public void aSessionWhosePortalSomebodyCalledByNameIsFoundByThatNameWithoutALookUp() {
        attachByHand(0, 1);
        for (int sid : new int[] {1, 2}) {
            world.simulated()
                    .computer()
                    .tree()
                    .file(
                            "/sys/class/iscsi_connection/connection%d:0/persistent_address"
                                    .formatted(sid),
                            "storage-" + sid + "\n");
        }
        Detachment told = detach(path("storage-1:3260"), path("storage-2:3260"));
        assertTrue(told.toString(), told.id().isPresent());
        assertEquals(0, lookUps());
        assertEquals(List.of(), world.fabric().leftovers().sessions());
        assertEquals(List.of(), world.fabric().leftovers().disks());
        world.remember();
    }

    @Test
    public void aNameThatIsUnknownDoesNotMeanThatNothingIsAttached() {
        attachByHand(0, 1);
        Leftovers before = world.fabric().leftovers();
        VolumeException refused =
                assertThrows(VolumeException.class, () -> detach(path("storage:3260")));
        assertEquals(Reason.PORTAL_UNREACHABLE, refused.reason());
        assertEquals(before, world.fabric().leftovers());
        detach(path("10.10.0.2:3260"));
        assertTrue(world.fabric().leftovers().toString(), world.fabric().leftovers().isEmpty());
    }
}
