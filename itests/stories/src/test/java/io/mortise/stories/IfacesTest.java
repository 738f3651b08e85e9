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
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiSession;
import io.mortise.api.KnownDevice;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeConnector;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.simulator.fabric.Volume;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Test;

/** What is logged in from: network cards by open-iscsi's ifaces, and RDMA. */
public class IfacesTest extends Story {
    private static final String CARD = "bnx2i.00:10:18:00:00:07";
    private static final String FOLDER = "/etc/iscsi/ifaces/";
    private static final String ETH7 =
            """
            # BEGIN RECORD 2.1.8
            iface.iscsi_ifacename = eth7
            iface.net_ifacename = ens7
            iface.hwaddress = 02:00:00:00:00:07
            iface.transport_name = tcp
            iface.vlan_id = 0
            iface.initiatorname = <empty>
            # END RECORD
            """;

    private void iface(String name, String text) {
        world.simulated().computer().tree().file(FOLDER + name, text);
        world.remember();
    }

    private Set<String> sessions() {
        Mortise mortise = world.mortise();
        List<IscsiSession> all = world.call(mortise::sessions);
        return all.stream()
                .map(session -> session.iface() + " " + session.transport())
                .collect(Collectors.toSet());
    }

    private String record(int k) {
        return world.read("/etc/iscsi/nodes/" + IQN + "/10.10." + k + ".2,3260");
    }

    private void attachedWhole(Attachment attachment) {
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(Collections.nCopies(4, PathState.ACTIVE), states(attachment));
    }

    // os-brick D.16
    @Test
    public void sessionsAndRecordsAreOfTheIfaceThatWasNamed() {
        iface("eth7", ETH7);
        Attachment attachment = world.attach(lun(1).from("eth7"));
        attachedWhole(attachment);
        assertEquals(Set.of("eth7 tcp"), sessions());
        for (int k = 0; k < 4; k++) {
            assertTrue(record(k), record(k).contains("iface.iscsi_ifacename = eth7\n"));
            assertTrue(record(k), record(k).contains("iface.net_ifacename = ens7\n"));
            assertTrue(record(k), record(k).contains("iface.hwaddress = 02:00:00:00:00:07\n"));
        }
        world.detach(attachment);
    }

    // os-brick D.16
    @Test
    public void theConfiguredIfaceIsUsedWhereNoneIsNamed() {
        iface("eth7", ETH7);
        world.set("iface", "eth7");
        Attachment attachment = world.attach(lun(1));
        attachedWhole(attachment);
        assertEquals(Set.of("eth7 tcp"), sessions());
        assertEquals("the same again", attachment.id(), world.attach(lun(1)).id());
        world.detach(attachment);
    }

    @Test
    public void whatIsAttachedStaysWithItsIfaceWhenAnotherIsConfigured() {
        iface("eth7", ETH7);
        Attachment attachment = world.attach(lun(1));
        world.set("iface", "eth7");
        world.restart(Children.LIVE_ON);
        Attachment again = world.attach(lun(1));
        assertEquals(attachment.id(), again.id());
        attachedWhole(again);
        assertEquals(Set.of("default tcp"), sessions());
        world.detach(attachment);
    }

    @Test
    public void anAttachmentFromAnIfaceIsFoundAndTakenDownByTheNextProcess() {
        iface("eth7", ETH7);
        Attachment attachment = world.attach(lun(1).from("eth7"));
        world.restart(Children.LIVE_ON);
        Attachment found = world.list().get(0);
        assertEquals(attachment.connection(), found.connection());
        assertEquals(Collections.nCopies(4, PathState.ACTIVE), states(found));
        world.detach(found);
    }

    @Test
    public void anIfaceThatIsUnknownIsRefusedWithTheNamesOfThoseThatThereAre() {
        iface("eth7", ETH7);
        VolumeException refused = world.refusal(lun(1).from("eth8"));
        assertEquals(Reason.BAD_INPUT, refused.reason());
        assertTrue(
                refused.getMessage(),
                refused.getMessage()
                        .contains(
                                "no iface \"eth8\" in /etc/iscsi/ifaces; there are default, iser, eth7"));
        assertEquals(List.of(), world.commands());
        assertEquals(List.of(), world.calls(Call.WRITE));
        assertEquals(List.of(), world.trails());
    }

    @Test
    public void aFileThatIsNoRecordOfItsNameIsNoIface() {
        iface("eth9", ETH7);
        assertEquals(Reason.BAD_INPUT, world.refusal(lun(1).from("eth9")).reason());
    }

    // os-brick D.13
    // os-brick D.15
    @Test
    public void sessionsOfAnOffloadCardAreRecognised() {
        card();
        Attachment attachment = world.attach(lun(1).from(CARD));
        attachedWhole(attachment);
        assertEquals(Set.of(CARD + " bnx2i"), sessions());
        world.detach(attachment);
    }

    private void card() {
        iface(CARD, "iface.iscsi_ifacename = " + CARD + "\niface.transport_name = bnx2i\n");
    }

    @Test
    public void twoVolumesOfOneLunOnOneOffloadCardAreToldApart() {
        card();
        String iqn = "iqn.2003-01.org.example:other";
        Volume other = world.fabric().volume("other", World.SIZE);
        world.fabric().target(iqn).lun(1, other).portal(World.address(0));
        Attachment first = world.attach(lun(1).from(CARD));
        Attachment second = world.attach(volume(path(iqn, 0, 1)).from(CARD));
        assertEquals(Optional.of(other.wwid()), second.wwid().map(Wwid::text));
        Mortise mortise = world.mortise();
        List<IscsiSession> all = world.call(mortise::sessions);
        assertEquals(1, all.stream().map(IscsiSession::host).distinct().count());
        all.forEach(session -> assertEquals(session.toString(), 1, session.disks().size()));
        world.detach(first);
        assertEquals("the other's alone", 1, world.call(mortise::sessions).size());
        world.detach(second);
    }

    // os-brick D.15
    @Test
    public void overRdmaTheSameConnectorUsesTheTransportIser() {
        VolumeConnector iser = world.mortise().iser();
        assertEquals("iser", iser.protocol());
        Attachment attachment = world.call(() -> iser.connect(lun(1)));
        attachedWhole(attachment);
        assertEquals(Set.of("iser iser"), sessions());
        assertTrue(record(0), record(0).contains("iface.transport_name = iser\n"));
        world.detach(attachment);
    }

    @Test
    public void aSessionOfSomebodyElseFromAnotherIfaceIsNotUsedAndStays() {
        iface("eth7", ETH7);
        world.fabric().neighbour().login(world.portal(0));
        world.remember();
        Attachment attachment = world.attach(lun(1).from("eth7"));
        attachedWhole(attachment);
        assertEquals(4, world.ours().sessions().size());
        assertEquals(Set.of("eth7 tcp", "default tcp"), sessions());
        world.detach(attachment);
    }

    private static IscsiConnection twice() {
        return volume(
                path(IQN, 0, 1),
                path(IQN, 0, 1).from("eth7"),
                path(IQN, 1, 1),
                path(IQN, 1, 1).from("eth7"));
    }

    private String tagged(int k, String iface) {
        return world.read("/etc/iscsi/nodes/" + IQN + "/10.10." + k + ".2,3260,1/" + iface);
    }

    private List<String> discoveries() {
        return world.commands().stream().filter(line -> line.contains("sendtargets")).toList();
    }

    @Test
    public void aPortalIsUsedFromTwoIfacesWithASessionForEach() {
        iface("eth7", ETH7);
        Attachment attachment = world.attach(twice());
        attachedWhole(attachment);
        assertEquals(twice(), attachment.connection());
        assertEquals(4, world.ours().sessions().size());
        assertEquals(Set.of("default tcp", "eth7 tcp"), sessions());
        assertEquals(4, world.mapSize(attachment));
        assertTrue(record(0), record(0).contains("iface.iscsi_ifacename = default\n"));
        assertTrue(tagged(1, "eth7"), tagged(1, "eth7").contains("node.tpgt = 1\n"));
        assertEquals("the same again", attachment.id(), world.attach(twice()).id());
        assertEquals(attachment.paths(), world.list().get(0).paths());
        world.detach(attachment);
    }

    @Test
    public void aVolumeOverTwoIfacesIsTakenDownByTheNextProcess() {
        iface("eth7", ETH7);
        Attachment attachment = world.attach(twice());
        world.restart(Children.LIVE_ON);
        Attachment found = world.list().get(0);
        assertEquals(attachment.paths(), found.paths());
        world.detach(found);
    }

    @Test
    public void thePathFromASecondIfaceIsLateByItselfAndTakesItsPlaceInTheMap() {
        iface("eth7", ETH7);
        world.set("attach.timeout", 60).set("login.attempts", 3);
        world.portal(1).cut();
        Attachment attachment = world.attach(twice());
        assertEquals(attachment.paths().toString(), AttachmentState.DEGRADED, attachment.state());
        assertEquals(
                List.of(PathState.ACTIVE, PathState.ACTIVE, PathState.PENDING, PathState.PENDING),
                states(attachment));
        world.pass(Duration.ofSeconds(2));
        world.portal(1).mend();
        world.pass(Duration.ofSeconds(60));
        attachedWhole(world.list().get(0));
        world.detach(attachment);
    }

    @Test
    public void theTagOfThePortalGroupIsTakenFromASessionWhereThereIsOne() {
        iface("eth7", ETH7);
        Attachment other = world.attach(volume(path(IQN, 0, 2)));
        Attachment attachment = world.attach(volume(path(IQN, 0, 1).from("eth7")));
        assertTrue(tagged(0, "eth7"), tagged(0, "eth7").contains("node.tpgt = 1\n"));
        assertEquals(List.of(), discoveries());
        world.detach(attachment);
        world.detach(other);
    }

    @Test
    public void whereNothingTellsTheTagTheTargetIsAskedFromThatIface() {
        iface("eth7", ETH7);
        world.detach(world.attach(twice()));
        assertTrue(discoveries().toString(), discoveries().size() <= 2);
        assertTrue(
                discoveries().toString(),
                discoveries().stream().allMatch(line -> line.contains("-I eth7")));
    }

    @Test
    public void aTargetThatDoesNotTellTheTagHasItReadFromTheFirstSession() {
        iface("eth7", ETH7);
        world.fabric().discovery().requireChap("finder", "not ours to know");
        Attachment attachment = world.attach(twice());
        world.pass(Duration.ofSeconds(30));
        attachedWhole(world.list().get(0));
        world.detach(attachment);
    }

    @Test
    public void wherePortalAndSessionsAreSilentAboutTheTagThePathSaysWhy() {
        iface("eth7", ETH7);
        world.portal(1).refuse();
        Attachment attachment = world.attach(twice());
        world.pass(Duration.ofSeconds(60));
        Attachment later = world.list().get(0);
        assertEquals(
                List.of(PathState.ACTIVE, PathState.ACTIVE, PathState.DOWN, PathState.DOWN),
                states(later));
        String why = later.paths().get(3).detail();
        assertTrue(why, why.contains("discovery at 10.10.1.2:3260 failed"));
        assertEquals(Optional.of(Reason.PORTAL_UNREACHABLE), later.paths().get(3).reason());
        world.detach(attachment);
    }

    @Test
    public void aVolumeThatSomebodyElseAttachedFromTwoIfacesIsAdoptedWithBoth() {
        iface("eth7", ETH7);
        Attachment attachment = world.attach(twice());
        world.stop();
        world.simulated().computer().tree().remove(World.JOURNAL);
        Attachment adopted = world.call(() -> world.mortise().adopt(twice()));
        attachedWhole(adopted);
        world.detach(adopted);
        assertEquals(attachment.wwid(), adopted.wwid());
    }

    @Test
    public void ofAVolumeOfWhichOnlyTheIdentityIsKnownThePathsFromBothIfacesGo() {
        iface("eth7", ETH7);
        Attachment attachment = world.attach(twice());
        world.stop();
        world.simulated().computer().tree().remove(World.JOURNAL);
        var known = new KnownDevice(Optional.empty(), attachment.wwid());
        var request = new DetachRequest(Optional.empty(), Optional.empty(), DetachMode.SAFE, known);
        assertTrue(world.call(() -> world.mortise().detach(request)).mayUnmap());
    }

    @Test
    public void aRecordOfSomebodyElseForAnotherIfaceIsNeverOverwritten() {
        iface("eth7", ETH7);
        Attachment attachment = world.attach(volume(path(IQN, 0, 1)).from("eth7"));
        String before = record(0);
        Attachment beside = world.attach(volume(path(IQN, 0, 2)));
        assertEquals(before, record(0));
        assertTrue(tagged(0, "default"), tagged(0, "default").contains("node.tpgt = 1\n"));
        world.detach(attachment);
        world.detach(beside);
    }

    @Test
    public void aVolumeOfSomebodyElseIsTakenDownWhateverIfaceItCameFrom() {
        iface("eth7", ETH7);
        world.attach(lun(1).from("eth7"));
        world.settled();
        world.stop();
        var tree = world.simulated().computer().tree();
        tree.list(World.JOURNAL).forEach(name -> tree.remove(World.JOURNAL + "/" + name));
        world.restart(Children.DIE);
        Mortise mortise = world.mortise();
        Attachment adopted = world.call(() -> mortise.adopt(lun(1)));
        attachedWhole(adopted);
        assertEquals(lun(1).from("eth7").paths(), adopted.connection().paths());
        Detachment told = world.call(() -> mortise.detach(lun(1)));
        assertEquals(Optional.of(adopted.id()), told.id());
    }
}
