// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.address;
import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.IscsiAccess;
import io.mortise.api.IscsiConnection;
import io.mortise.api.Reason;
import io.mortise.api.Secret;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.simulator.fabric.PortalGroup;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.machine.Tree;
import java.time.Duration;
import java.util.Optional;
import org.junit.Test;

/** Targets that ask for credentials. */
public class CredentialsTest extends Story {
    private static final String SECRET = "abcdefghijklmn";
    private static final String BACK = "zyxwvutsrqponm";
    private static final ChapUser HOST = user("host", SECRET);
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static ChapUser user(String name, String secret) {
        return new ChapUser(name, Secret.of(secret.toCharArray()));
    }

    private static IscsiConnection by(Chap chap, int lun) {
        return new IscsiConnection(
                lun(lun).paths(), VolumeTraits.NONE, new IscsiAccess(Optional.of(chap)));
    }

    private static IscsiConnection by(ChapUser host) {
        return by(Chap.oneWay(host), 1);
    }

    private PortalGroup group() {
        return world.target().group(1);
    }

    private Tree tree() {
        return world.simulated().computer().tree();
    }

    private void attachedWhole(Attachment attachment) {
        assertEquals(attachment.detail(), AttachmentState.ATTACHED, attachment.state());
        assertEquals(4, world.ours().sessions().size());
    }

    private VolumeException refusedAtOnce(IscsiConnection volume) {
        world.mortise();
        long begun = world.nanos();
        VolumeException refused = world.refusal(volume);
        Duration took = Duration.ofNanos(world.nanos() - begun);
        assertEquals(refused.getMessage(), Reason.AUTHENTICATION_FAILED, refused.reason());
        assertEquals(VolumeException.Retry.POINTLESS, refused.retry());
        assertTrue("took " + took, took.compareTo(AT_ONCE) < 0);
        for (int k = 0; k < World.PATHS; k++) {
            assertTrue(refused.getMessage(), refused.getMessage().contains(address(k)));
        }
        assertTrue(world.ours().isEmpty());
        nowhere(refused.describe());
        return refused;
    }

    private static void nowhere(String text) {
        assertFalse(text, text.contains(SECRET) || text.contains(BACK));
    }

    @Test
    public void credentialsLetTheHostInThroughEveryPortal() {
        group().requireChap("host", SECRET);
        Attachment attachment = world.attach(by(HOST));
        attachedWhole(attachment);
        world.detach(attachment);
    }

    // os-brick has no mutual CHAP
    @Test
    public void withMutualCredentialsTheTargetProvesItselfToo() {
        group().requireChap("host", SECRET, "array", BACK);
        Attachment attachment = world.attach(by(Chap.mutual(HOST, user("array", BACK)), 1));
        attachedWhole(attachment);
        world.detach(attachment);
    }

    @Test
    public void aWrongSecretIsAFailureOfItsOwnAtOnceThatNamesThePortals() {
        group().requireChap("host", SECRET);
        VolumeException refused = refusedAtOnce(by(user("host", "something else")));
        assertTrue(refused.getMessage(), refused.getMessage().contains("credentials of host"));
        assertFalse(refused.describe(), refused.describe().contains("something else"));
    }

    @Test
    public void aTargetThatDoesNotProveItselfIsLeftAtOnce() {
        group().requireChap("host", SECRET, "array", BACK);
        VolumeException refused =
                refusedAtOnce(by(Chap.mutual(HOST, user("array", "something else")), 1));
        assertTrue(refused.getMessage(), refused.getMessage().contains("does not prove itself"));
    }

    @Test
    public void aTargetThatAsksForCredentialsWhereNoneAreGivenSaysSo() {
        group().requireChap("host", SECRET);
        VolumeException refused = refusedAtOnce(lun(1));
        assertTrue(refused.getMessage(), refused.getMessage().contains("none were given"));
    }

    // peers C.39
    @Test
    public void aChangedSecretIsTakenUpByTheNextAttach() {
        group().requireChap("host", SECRET);
        world.detach(world.attach(by(HOST)));
        group().requireChap("host", BACK);
        Attachment attachment = world.attach(by(user("host", BACK)));
        attachedWhole(attachment);
        world.detach(attachment);
    }

    // peers C.39
    @Test
    public void aChangedSecretIsTakenUpAlsoWhereTheRecordIsAnotherAttachments() {
        group().requireChap("host", SECRET);
        Attachment first = world.attach(by(HOST));
        group().requireChap("host", BACK);
        Mortise mortise = world.mortise();
        world.fabric().neighbour().logout(world.call(mortise::sessions).get(3).sid());
        Attachment second = world.attach(by(Chap.oneWay(user("host", BACK)), 2));
        attachedWhole(second);
        world.detach(second);
        world.detach(first);
    }

    @Test
    public void aChangedSecretIsTakenUpAfterARebootByTheRecordThatOutlivedIt() {
        group().requireChap("host", SECRET);
        Attachment before = world.attach(by(HOST));
        world.reboot();
        group().requireChap("host", BACK);
        Attachment after = world.attach(by(user("host", BACK)));
        assertEquals(before.id(), after.id());
        attachedWhole(after);
        world.detach(after);
    }

    @Test
    public void theSecretThatWePutIntoAForeignRecordBeforeARebootIsChangedAndTakenOutAgain() {
        world.fabric().neighbour().logout(world.fabric().neighbour().login(world.portal(0)));
        world.remember();
        group().requireChap("host", SECRET);
        world.attach(by(HOST));
        world.reboot();
        group().requireChap("guest", BACK);
        Attachment after = world.attach(by(user("guest", BACK)));
        attachedWhole(after);
        tree().list(World.JOURNAL).forEach(name -> nowhere(world.read(World.JOURNAL + "/" + name)));
        world.detach(after); // and the record is found as it was in the end
    }

    @Test
    public void aSecretIsReadFromAFileWhenItIsUsed() {
        group().requireChap("host", SECRET);
        tree().file("/etc/mortise/secret", "something else\n");
        IscsiConnection volume = by(new ChapUser("host", Secret.inFile("/etc/mortise/secret")));
        refusedAtOnce(volume);
        tree().file("/etc/mortise/secret", SECRET + "\n");
        world.detach(world.attach(volume));
        tree().remove("/etc/mortise");
    }

    @Test
    public void aFileThatOthersCanReadIsRefusedBeforeAnythingIsTouched() {
        tree().file("/etc/mortise/secret", SECRET + "\n");
        tree().expose("/etc/mortise/secret");
        VolumeException refused =
                world.refusal(by(new ChapUser("host", Secret.inFile("/etc/mortise/secret"))));
        assertEquals(Reason.BAD_INPUT, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains("/etc/mortise/secret"));
        assertEquals(0, world.commands().size());
        tree().remove("/etc/mortise");
    }

    // peers C.41, peers C.42
    @Test
    public void theSecretStandsInTheNodeRecordsAndNowhereElse() {
        group().requireChap("host", SECRET, "array", BACK);
        Attachment attachment = world.attach(by(Chap.mutual(HOST, user("array", BACK)), 1));
        String record = "/etc/iscsi/nodes/" + IQN + "/10.10.0.2,3260";
        assertTrue(world.read(record).contains(SECRET));
        assertTrue(world.trails().size() == 1);
        tree().list(World.JOURNAL).forEach(name -> nowhere(world.read(World.JOURNAL + "/" + name)));
        nowhere(world.list().toString());
        nowhere(attachment.toString());
        world.detach(attachment);
        nowhere(world.simulated().transcript().text());
    }

    @Test
    public void aForeignRecordWithoutCredentialsGetsThemAndGivesThemBack() {
        world.fabric().neighbour().logout(world.fabric().neighbour().login(world.portal(0)));
        world.remember();
        group().requireChap("host", SECRET, "array", BACK);
        Attachment attachment = world.attach(by(Chap.mutual(HOST, user("array", BACK)), 1));
        attachedWhole(attachment);
        tree().list(World.JOURNAL).forEach(name -> nowhere(world.read(World.JOURNAL + "/" + name)));
        world.detach(attachment);
    }

    @Test
    public void aForeignRecordWithAnotherSecretIsNotOverwritten() {
        String record = foreignRecord("another one's");
        group().requireChap("host", SECRET);
        VolumeException refused = world.refusal(by(HOST));
        assertEquals(Reason.LOGIN_FAILED, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(address(0)));
        nowhere(refused.describe());
        assertFalse(refused.describe().contains("another one's"));
        assertTrue(world.read(record).contains("another one's"));
        assertEquals(0, world.commands().size());
    }

    @Test
    public void aForeignRecordWithTheSameSecretIsUsedAsItIs() {
        foreignRecord(SECRET);
        group().requireChap("host", SECRET);
        Attachment attachment = world.attach(by(HOST));
        attachedWhole(attachment);
        world.detach(attachment);
    }

    private String foreignRecord(String secret) {
        world.fabric().neighbour().logout(world.fabric().neighbour().login(world.portal(0)));
        String record = "/etc/iscsi/nodes/" + IQN + "/10.10.0.2,3260,1/default";
        String with =
                world.read(record)
                        .replace(
                                "node.session.auth.authmethod = None",
                                "node.session.auth.authmethod = CHAP\n"
                                        + "node.session.auth.username = host\n"
                                        + "node.session.auth.password = "
                                        + secret);
        assertTrue(with, with.contains(secret));
        tree().file(record, with);
        world.remember();
        return record;
    }

    // peers C.42
    @Test
    public void aJvmThatDiesWithSecretsWrittenLeavesNone() {
        group().requireChap("host", SECRET);
        world.mortise();
        int written =
                world.numberOf(
                        call -> call.text().startsWith("command iscsiadm"),
                        () -> world.attach(by(HOST)));
        world.detach(world.list().get(0));
        try (var fresh = new World(1)) {
            fresh.mortise();
            fresh.target().group(1).requireChap("host", SECRET);
            fresh.crashAt(written, Children.DIE);
            assertTrue(fresh.crashes(() -> fresh.attach(by(HOST))));
            assertFalse(fresh.ours().records().isEmpty());
            fresh.restart(Children.DIE);
            fresh.mortise();
            assertTrue(fresh.ours().isEmpty());
            fresh.verify();
        }
    }
}
