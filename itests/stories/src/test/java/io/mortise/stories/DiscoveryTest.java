// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.IscsiAccess;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiDiscovery;
import io.mortise.api.IscsiPath;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.Secret;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.machine.Tree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** Volumes of which one way is given, and the others asked for. */
public class DiscoveryTest extends Story {
    private static final String SECRET = "abcdefghijklmn";
    private static final String RECORD = "/etc/iscsi/send_targets/10.10.0.2,3260/st_config";

    private static IscsiConnection through(IscsiPath path, Optional<Chap> chap) {
        return new IscsiConnection(
                List.of(path),
                VolumeTraits.NONE,
                new IscsiAccess(Optional.empty(), Optional.of(new IscsiDiscovery(chap))));
    }

    private static IscsiConnection through(IscsiPath path) {
        return through(path, Optional.empty());
    }

    private static IscsiConnection through(String user, String secret) {
        var chap = Chap.oneWay(new ChapUser(user, Secret.of(secret.toCharArray())));
        return through(path(IQN, 0, 1), Optional.of(chap));
    }

    private Tree tree() {
        return world.simulated().computer().tree();
    }

    private void whole(Attachment attachment, int paths) {
        assertEquals(attachment.detail(), AttachmentState.ATTACHED, attachment.state());
        assertEquals("" + attachment.paths(), paths, attachment.paths().size());
        assertEquals("" + world.ours(), paths, world.ours().sessions().size());
    }

    @Test
    public void theOtherPortalsOfATargetAreDiscovered() {
        Attachment attachment = world.attach(through(path(IQN, 0, 1)));
        whole(attachment, 4);
        assertEquals(4, world.list().get(0).paths().size());
        world.detach(attachment);
    }

    // os-brick D.60: what was attached stands in the journal, whatever the array says by then
    @Test
    public void aDetachAsksNobodyAndFindsAllPaths() {
        IscsiConnection volume = through(path(IQN, 0, 1));
        world.attach(volume);
        world.fabric().discovery().requireChap("nobody", SECRET);
        int before = world.commands().size();
        Mortise mortise = world.mortise();
        world.call(() -> mortise.detach(volume));
        assertEquals(List.of(), List.copyOf(world.ours().sessions()));
        assertTrue(
                world.commands().subList(before, world.commands().size()).stream()
                        .noneMatch(command -> command.contains("discovery")));
    }

    @Test
    public void anArrayThatNamesOnePortalOnlyGivesOnePath() {
        world.fabric().discovery().nameOnlyThePortalAsked();
        Attachment attachment = world.attach(through(path(IQN, 2, 1)));
        whole(attachment, 1);
        world.detach(attachment);
    }

    // os-brick D.22
    @Test
    public void whereListsAreGivenNothingIsDiscovered() {
        world.detach(world.attach(lun(1)));
        assertTrue(world.commands().stream().noneMatch(command -> command.contains("discovery")));
    }

    @Test
    public void forOnePathNothingIsDiscovered() {
        world.set("multipath", false);
        Attachment attachment = world.attach(through(path(IQN, 1, 1)));
        assertEquals(1, world.ours().sessions().size());
        assertTrue(world.commands().stream().noneMatch(command -> command.contains("discovery")));
        world.detach(attachment);
    }

    private void aTargetForEachPortal() {
        for (int k = 0; k < World.PATHS; k++) {
            Target own = world.fabric().target(IQN + "-" + k);
            own.portal(World.address(k));
            own.lun(1, world.data());
        }
        world.target().group(1).disable();
    }

    @Test
    public void anArrayWithATargetForEachPortalIsAttachedThroughAllOfThem() {
        aTargetForEachPortal();
        Attachment attachment = world.attach(through(path(IQN + "-1", 1, 1)));
        whole(attachment, 4);
        // and known by each of them from now on
        Attachment again = world.attach(through(path(IQN + "-1", 1, 1)));
        assertEquals(attachment.id(), again.id());
        whole(again, 4);
        Mortise mortise = world.mortise();
        world.call(() -> mortise.detach(through(path(IQN + "-3", 3, 1))));
        assertEquals(List.of(), List.copyOf(world.ours().sessions()));
    }

    private void aTargetOfAnotherVolume(int k) {
        Target stranger = world.fabric().target(IQN + "-stranger");
        stranger.portal(World.address(k));
        stranger.lun(1, world.fabric().volume("more", World.SIZE));
    }

    // os-brick D.73
    @Test
    public void aTargetOfAnotherVolumeAmongThoseNamedIsLeftOutAndLeftAsItWas() {
        aTargetForEachPortal();
        aTargetOfAnotherVolume(3);
        Attachment attachment = world.attach(through(path(IQN + "-1", 1, 1)));
        whole(attachment, 4);
        assertTrue(
                world.ours().sessions().stream().noneMatch(s -> s.toString().contains("stranger")));
        assertEquals(1, world.ours().maps().size());
        // nor is it known by that target
        Attachment other = world.attach(through(path(IQN + "-stranger", 3, 1)));
        assertNotEquals(attachment.id(), other.id());
        world.detach(other);
        world.detach(attachment);
    }

    private Target stranger() {
        return world.fabric().target(IQN + "-stranger");
    }

    private void isAnotherVolumesAttachment(Attachment attachment) {
        Attachment other = world.attach(through(path(IQN + "-stranger", 3, 1)));
        assertNotEquals(attachment.id(), other.id());
        assertEquals(
                world.fabric().volume("more", World.SIZE).wwid(),
                other.wwid().orElseThrow().text());
        assertNotEquals(attachment.device(), other.device());
        Attachment again = world.attach(through(path(IQN + "-1", 1, 1)));
        assertEquals(attachment.id(), again.id());
        Mortise mortise = world.mortise();
        world.call(() -> mortise.detach(through(path(IQN + "-stranger", 3, 1))));
        assertEquals(List.of(attachment.id()), world.list().stream().map(Attachment::id).toList());
        assertEquals(4, world.ours().sessions().size());
        world.detach(attachment);
    }

    @Test
    public void aTargetThatDoesNotShowTheVolumeIsNotKnownAsOneOfIts() {
        aTargetForEachPortal();
        aTargetOfAnotherVolume(3);
        stranger().removeLun(1);
        Attachment attachment = world.attach(through(path(IQN + "-1", 1, 1)));
        world.pass(Duration.ofMinutes(1));
        assertEquals(4, world.list().get(0).paths().size());
        String detail = world.list().get(0).detail();
        assertTrue(detail, detail.contains("-stranger"));
        stranger().lun(1, world.fabric().volume("more", World.SIZE));
        isAnotherVolumesAttachment(attachment);
    }

    @Test
    public void aLatePathOfAnotherVolumesTargetIsLeftOut() {
        world.set("login.timeout", 30).set("path.grace", 2);
        aTargetForEachPortal();
        aTargetOfAnotherVolume(3);
        stranger().portal(World.address(3)).silence();
        Attachment attachment = world.attach(through(path(IQN + "-1", 1, 1)));
        assertEquals(AttachmentState.DEGRADED, attachment.state());
        world.pass(Duration.ofSeconds(3));
        stranger().portal(World.address(3)).mend();
        world.pass(Duration.ofMinutes(1));
        whole(world.list().get(0), 4);
        isAnotherVolumesAttachment(attachment);
    }

    @Test
    public void aVolumeIsAttachedByItsTargetWhileThatIsAnothersLatePath() {
        world.set("login.timeout", 30).set("path.grace", 2);
        aTargetForEachPortal();
        aTargetOfAnotherVolume(3);
        stranger().portal(World.address(3)).silence();
        Attachment attachment = world.attach(through(path(IQN + "-1", 1, 1)));
        stranger().portal(World.address(3)).mend();
        isAnotherVolumesAttachment(attachment);
    }

    private Attachment withALateTarget() {
        world.set("login.timeout", 30).set("path.grace", 2);
        aTargetForEachPortal();
        world.fabric().target(IQN + "-3").portal(World.address(3)).silence();
        Attachment attachment = world.attach(through(path(IQN + "-1", 1, 1)));
        assertEquals(AttachmentState.DEGRADED, attachment.state());
        assertEquals(PathState.PENDING, attachment.paths().get(3).state());
        assertEquals(PathState.PENDING, world.list().get(0).paths().get(3).state());
        return attachment;
    }

    private void isKnownByItsLateTarget(Attachment attachment) {
        Attachment again = world.attach(through(path(IQN + "-3", 3, 1)));
        assertEquals(attachment.id(), again.id());
        whole(again, 4);
        whole(world.list().get(0), 4);
        Mortise mortise = world.mortise();
        world.call(() -> mortise.detach(through(path(IQN + "-3", 3, 1))));
        assertEquals(List.of(), List.copyOf(world.ours().sessions()));
    }

    @Test
    public void aLatePathThatJoinsMakesItsTargetKnown() {
        Attachment attachment = withALateTarget();
        world.pass(Duration.ofSeconds(3));
        world.fabric().target(IQN + "-3").portal(World.address(3)).mend();
        world.pass(Duration.ofMinutes(1));
        isKnownByItsLateTarget(attachment);
    }

    @Test
    public void aLatePathThatCameUpWhileMortiseWasGoneMakesItsTargetKnownToo() {
        Attachment attachment = withALateTarget();
        world.fabric().target(IQN + "-3").portal(World.address(3)).mend();
        while (blockDevices() < 4) {
            world.pass(Duration.ofMillis(1));
        }
        world.restart(Children.DIE);
        world.mortise();
        world.settled();
        isKnownByItsLateTarget(attachment);
    }

    private long blockDevices() {
        return world.simulated().computer().tree().list("/sys/class/block").stream()
                .filter(name -> name.startsWith("sd"))
                .count();
    }

    @Test
    public void aTargetThatDidNotAnswerStaysDegradedAndIsWalkedBack() {
        Attachment attachment = withALateTarget();
        world.pass(Duration.ofMinutes(1));
        world.fabric().target(IQN + "-3").portal(World.address(3)).mend();
        assertEquals(3, world.ours().sessions().size());
        Attachment again = world.attach(through(path(IQN + "-1", 1, 1)));
        assertEquals(attachment.id(), again.id());
        assertEquals(3, again.paths().size());
        // one way less than the array has named, and nobody has said since that it works
        assertEquals(AttachmentState.DEGRADED, again.state());
        assertTrue(again.detail(), again.detail().contains(IQN + "-3"));
        // the volume, by a target that it is not known by: refused, and nothing of it is left
        VolumeException refused = world.refusal(through(path(IQN + "-3", 3, 1)));
        assertEquals(Reason.FOREIGN_DATA, refused.reason());
        assertEquals(3, world.ours().sessions().size());
        world.detach(attachment);
    }

    // the array has a volume of its own behind that target, at the same LUN
    @Test
    public void aTargetWhoseVolumeIsMountedHereIsLeftOutToo() {
        aTargetForEachPortal();
        aTargetOfAnotherVolume(3);
        aDiskMountedHere(stranger());
        Attachment attachment = world.attach(through(path(IQN + "-1", 1, 1)));
        whole(attachment, 4);
        world.detach(attachment);
        world.fabric().neighbour().unmount("/srv");
    }

    @Test
    public void aTargetWhoseVolumeIsMountedHereIsLeftOutWhenItComesLateToo() {
        world.set("login.timeout", 30).set("path.grace", 2);
        aTargetForEachPortal();
        aTargetOfAnotherVolume(3);
        aDiskMountedHere(stranger());
        stranger().portal(World.address(3)).cut();
        world.pass(Duration.ofSeconds(12));
        Attachment attachment = world.attach(through(path(IQN + "-1", 1, 1)));
        assertEquals(PathState.PENDING, attachment.paths().get(4).state());
        stranger().portal(World.address(3)).mend();
        world.pass(Duration.ofMinutes(1));
        assertEquals(AttachmentState.ATTACHED, world.list().get(0).state());
        assertEquals(4, world.list().get(0).paths().size());
        world.detach(attachment);
        world.fabric().neighbour().unmount("/srv");
    }

    @Test
    public void theVolumeMountedHereThroughADiscoveredTargetIsRefused() {
        aTargetForEachPortal();
        String disk = aDiskMountedHere(world.fabric().target(IQN + "-3"));
        VolumeException refused = world.refusal(through(path(IQN + "-1", 1, 1)));
        assertEquals(refused.getMessage(), Reason.IN_USE, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(disk));
        world.fabric().neighbour().unmount("/srv");
    }

    private String aDiskMountedHere(Target target) {
        var neighbour = world.fabric().neighbour();
        neighbour.configureMultipath("find_multipaths strict\n");
        int session = neighbour.login(target.portal(World.address(3)));
        String disk = neighbour.scan(session, 1);
        neighbour.mount(disk, "/srv");
        world.settled();
        world.remember();
        return disk;
    }

    @Test
    public void whereTheTargetAskedForDoesNotAnswerAnotherIsNotTakenForIt() {
        aTargetForEachPortal();
        world.fabric().target(IQN + "-1").removeLun(1);
        VolumeException refused = world.refusal(through(path(IQN + "-1", 1, 1)));
        assertEquals(refused.getMessage(), Reason.NO_PATHS, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(IQN + "-1"));
        assertTrue(world.ours().isEmpty());
    }

    @Test
    public void attachingTwiceIsTheSameAttachmentAndAsksOnce() {
        Attachment first = world.attach(through(path(IQN, 0, 1)));
        Attachment second = world.attach(through(path(IQN, 1, 1)));
        assertEquals(first.id(), second.id());
        whole(second, 4);
        assertEquals(1, world.commands().stream().filter(c -> c.contains("-m discovery")).count());
        world.detach(first);
    }

    // os-brick D.6
    @Test
    public void recordsOfOthersAreUnharmed() {
        for (int k = 0; k < World.PATHS; k++) {
            var neighbour = world.fabric().neighbour();
            neighbour.logout(neighbour.login(world.portal(k)));
        }
        String record = "/etc/iscsi/nodes/" + IQN + "/10.10.2.2,3260,1/default";
        tree().file(record, world.read(record).replace("startup = manual", "startup = automatic"));
        tree().file(RECORD, "discovery.type = sendtargets\n");
        world.remember();
        world.detach(world.attach(through(path(IQN, 0, 1))));
        assertEquals("discovery.type = sendtargets\n", world.read(RECORD));
    }

    @Test
    public void aTargetThatThePortalDoesNotNameIsReportedWithThePortal() {
        VolumeException refused = world.refusal(through(path(IQN + "-none", 0, 1)));
        assertEquals(Reason.LOGIN_REFUSED, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(World.address(0)));
        assertTrue(world.ours().isEmpty());
    }

    // os-brick D.20
    @Test
    public void aPortalThatDoesNotAnswerIsTheReason() {
        world.mortise();
        world.portal(0).cut();
        long begun = world.nanos();
        VolumeException refused = world.refusal(through(path(IQN, 0, 1)));
        assertEquals(Reason.PORTAL_UNREACHABLE, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(World.address(0)));
        assertTrue((world.nanos() - begun) / 1_000_000_000 < 13);
        world.portal(0).mend();
    }

    // os-brick D.18
    @Test
    public void credentialsForDiscoveryAreOfItsOwnAndGoWithIt() {
        world.fabric().discovery().requireChap("finder", SECRET);
        Attachment attachment = world.attach(through("finder", SECRET));
        whole(attachment, 4);
        assertFalse(tree().exists("/etc/iscsi/send_targets/10.10.0.2,3260"));
        tree().list(World.JOURNAL)
                .forEach(
                        name ->
                                assertFalse(
                                        world.read(World.JOURNAL + "/" + name).contains(SECRET)));
        world.detach(attachment);
        assertFalse(world.simulated().transcript().text().contains(SECRET));
    }

    @Test
    public void aWrongSecretForDiscoveryIsAFailureOfItsOwnThatNamesThePortal() {
        world.fabric().discovery().requireChap("finder", SECRET);
        VolumeException refused = world.refusal(through("finder", "something else"));
        assertEquals(Reason.AUTHENTICATION_FAILED, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(World.address(0)));
        assertFalse(refused.describe(), refused.describe().contains("something else"));
        assertTrue(world.ours().isEmpty());
        VolumeException none = world.refusal(through(path(IQN, 0, 1)));
        assertEquals(Reason.AUTHENTICATION_FAILED, none.reason());
        assertTrue(none.getMessage(), none.getMessage().contains("none were given"));
    }

    @Test
    public void aForeignRecordOfDiscoveryWithOtherCredentialsIsNotOverwritten() {
        String foreign =
                "discovery.sendtargets.auth.authmethod = CHAP\n"
                        + "discovery.sendtargets.auth.username = finder\n"
                        + "discovery.sendtargets.auth.password = another one's\n";
        tree().file(RECORD, foreign);
        world.remember();
        world.fabric().discovery().requireChap("finder", SECRET);
        VolumeException refused = world.refusal(through("finder", SECRET));
        assertEquals(Reason.LOGIN_FAILED, refused.reason());
        assertEquals(foreign, world.read(RECORD));
        assertFalse(refused.describe().contains(SECRET));
        // with the same it is used, and left
        tree().file(RECORD, foreign.replace("another one's", SECRET));
        world.detach(world.attach(through("finder", SECRET)));
        assertTrue(tree().exists(RECORD));
    }

    @Test
    public void aJvmThatDiesWhileItDiscoversLeavesNoSecret() {
        world.fabric().discovery().requireChap("finder", SECRET);
        world.mortise();
        int asked =
                world.numberOf(
                        call -> call.text().startsWith("replace " + RECORD),
                        () -> world.attach(through("finder", SECRET)));
        world.detach(world.list().get(0));
        try (var fresh = new World(1)) {
            fresh.mortise();
            fresh.fabric().discovery().requireChap("finder", SECRET);
            fresh.crashAt(asked, Children.DIE);
            assertTrue(fresh.crashes(() -> fresh.attach(through("finder", SECRET))));
            assertTrue(fresh.read(RECORD).contains(SECRET));
            fresh.restart(Children.DIE);
            fresh.mortise();
            assertEquals("(absent)", fresh.read(RECORD));
            fresh.verify();
        }
    }
}
