// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.states;
import static io.mortise.stories.World.volume;
import static io.mortise.stories.World.with;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.AccessMode;
import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.IscsiConnection;
import io.mortise.api.MultipathDemand;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.host.HostFailure;
import io.mortise.simulator.fabric.Leftovers;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.Test;

/** Things of others on the host: the rule of the stories proves that they stay as they were. */
public class StrangersTest extends Story {
    private static final Duration UDEV = Duration.ofSeconds(5);

    private static final IscsiConnection READ_ONLY =
            with(
                    lun(1),
                    new VolumeTraits(
                            Optional.empty(),
                            AccessMode.READ_ONLY,
                            MultipathDemand.CONFIGURED,
                            Optional.empty(),
                            Optional.empty(),
                            Map.of()));

    private int stranger(int k) {
        return world.fabric().neighbour().login(world.portal(k));
    }

    @Test
    public void aPortalThatRefusesIsUnreachableAlsoBesideASessionOfSomebodyElse() {
        world.fabric().neighbour().login(world.portal(0));
        world.remember();
        world.portal(2).refuse();
        Attachment attachment = world.attach(World.lun(1));
        world.pass(Duration.ofSeconds(60));
        assertEquals(
                Optional.of(Reason.PORTAL_UNREACHABLE),
                world.list().get(0).paths().get(2).reason());
        world.detach(attachment);
    }

    @Test
    public void aSessionThatWasThereBeforeIsUsedAndStays() {
        stranger(1);
        world.pass(UDEV);
        world.remember();
        Attachment attachment = world.attach(lun(1));
        assertEquals(Collections.nCopies(4, PathState.ACTIVE), states(attachment));
        assertEquals(3, world.ours().sessions().size());
        assertTrue(world.detach(attachment).mayUnmap());
        assertEquals(1, world.fabric().leftovers().sessions().size());
    }

    // peers C.67
    @Test
    public void aForeignLunOnAForeignSessionIsNotTouched() {
        world.fabric().neighbour().scan(stranger(0), 2);
        world.pass(UDEV);
        world.remember();
        Attachment attachment = world.attach(lun(1));
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        world.detach(attachment);
    }

    // os-brick D.62, os-brick D.71
    @Test
    public void aLunThatAStrangerPutOnOurSessionKeepsTheSessionAndItsRecord() {
        Attachment attachment = world.attach(lun(1));
        String session = world.fabric().leftovers().sessions().get(2);
        int sid = Integer.parseInt(session.substring(0, session.indexOf(' ')));
        String disk = world.fabric().neighbour().scan(sid, 2);
        world.pass(UDEV);
        assertTrue(world.detach(attachment).mayUnmap());
        Leftovers left = world.fabric().leftovers();
        assertEquals(List.of(session), left.sessions());
        assertEquals(1, left.disks().size());
        assertTrue(left.disks().get(0).startsWith(disk + " "));
        assertEquals(1, left.records().size());
        world.remember(); // it is his now
    }

    // os-brick D.5, peers C.3
    @Test
    public void aRecordWithAutomaticScanIsChangedForTheLoginAndChangedBack() {
        world.fabric().neighbour().logout(stranger(3));
        world.remember();
        String record = world.before().records().get(0);
        assertTrue(world.read(record), world.read(record).contains("node.session.scan = auto"));
        Attachment attachment = world.attach(lun(1));
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertTrue(world.read(record).contains("node.session.scan = manual"));
        assertEquals("only the LUN asked for", 4, world.ours().disks().size());
        world.detach(attachment);
    }

    @Test
    public void aSessionThatAStrangerClosedBeforeItCouldBeUsedIsOpenedAndGoesWithTheVolume() {
        int his = stranger(1);
        world.pass(UDEV);
        betweenPlanAndLogin(() -> world.fabric().neighbour().logout(his));
        Attachment attachment = world.attach(lun(1));
        assertEquals(4, world.ours().sessions().size());
        assertTrue(world.detach(attachment).mayUnmap());
        assertEquals(List.of(), world.ours().sessions());
        world.settled();
        world.remember(); // his record
    }

    /** Has something happen once the attach is planned, and before it opens a session. */
    private void betweenPlanAndLogin(Runnable event) {
        world.mortise();
        var first = new AtomicBoolean(true);
        world.simulated()
                .faults(
                        call -> {
                            boolean planned =
                                    call.operation().equals(Call.LOCK)
                                            && call.subject().contains("iscsi-session");
                            if (planned && first.getAndSet(false)) {
                                event.run();
                                world.remember();
                            }
                            return Fault.PASS;
                        });
    }

    @Test
    public void aSessionThatAStrangerOpenedBeforeItsTurnCameStaysWithItsRecord() {
        betweenPlanAndLogin(() -> stranger(1));
        Attachment attachment = world.attach(lun(1));
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(3, world.ours().sessions().size());
        world.detach(attachment);
        assertEquals(1, world.fabric().leftovers().sessions().size());
    }

    @Test
    public void soDoesItsRecordIfTheStrangerHasClosedItByThen() {
        var his = new AtomicInteger();
        betweenPlanAndLogin(() -> his.set(stranger(1)));
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().logout(his.get());
        world.settled();
        world.detach(attachment);
        List<String> records = world.fabric().leftovers().records();
        assertEquals(records.toString(), 1, records.size());
        world.remember();
    }

    @Test
    public void aDiskThatAStrangerMadeBeforeItsTurnCameIsGivenBackAfterAFailedAttach() {
        world.set("minimum.paths", 4);
        betweenPlanAndLogin(() -> world.fabric().neighbour().scan(stranger(1), 1));
        world.portal(3).refuse();
        VolumeException refused = world.refusal(lun(1));
        assertEquals(refused.describe(), List.of(), refused.left());
        world.settled();
        world.othersHaveAll();
        assertEquals(1, world.fabric().leftovers().disks().size());
        assertEquals(1, world.fabric().leftovers().sessions().size());
        world.remember(); // udev has made links to his disk
    }

    @Test
    public void twoVolumesThatNeededAStrangersSessionLeaveIt() {
        stranger(0);
        world.pass(UDEV);
        world.remember();
        Attachment first = world.attach(lun(1));
        Attachment second = world.attach(lun(2));
        world.detach(first);
        world.detach(second);
        assertEquals(1, world.fabric().leftovers().sessions().size());
    }

    // os-brick makes such records, until it is logged in
    @Test
    public void aSessionWhoseRecordOnlyLooksLikeOneOfOursStays() {
        stranger(0);
        String record = "/etc/iscsi/nodes/" + IQN + "/10.10.0.2,3260,1/default";
        String alike =
                world.read(record)
                        .replace("node.startup = automatic", "node.startup = manual")
                        .replace("type = send_targets", "type = static")
                        .replace("scan = auto", "scan = manual");
        assertTrue(alike, alike.contains("node.discovery_type = static"));
        assertTrue(alike, alike.contains("node.session.scan = manual"));
        assertTrue(alike, alike.contains("node.startup = manual"));
        world.simulated().computer().tree().file(record, alike);
        world.pass(UDEV);
        world.remember();
        world.detach(world.attach(lun(1)));
        assertEquals(1, world.fabric().leftovers().sessions().size());
        assertEquals(alike, world.read(record));
    }

    // peers C.7
    // peers C.8
    @Test
    public void aPathOverASessionOfAStrangerGoesWithTheVolumeAndHisSessionStays() {
        Attachment attachment = world.attach(volume(path(IQN, 0, 1), path(IQN, 1, 1)));
        world.fabric().neighbour().scan(stranger(2), 1);
        world.pass(UDEV);
        assertEquals(3, world.fabric().leftovers().disks().size());
        var told = world.detach(attachment);
        assertTrue(told.toString(), told.mayUnmap());
        Leftovers left = world.fabric().leftovers();
        assertEquals(List.of(), left.disks());
        assertEquals(List.of(), left.maps());
        assertEquals(1, left.sessions().size());
        world.remember();
    }

    // peers C.11
    @Test
    public void aPathThroughATargetThatWasNotAskedForKeepsASafeDetachFromTouchingAnything() {
        world.fabric().target(IQN + "-twin").lun(1, world.data());
        var portal = world.fabric().target(IQN + "-twin").portal("10.10.2.2:3260");
        Attachment attachment = world.attach(volume(path(IQN, 0, 1), path(IQN, 1, 1)));
        int foreign = world.fabric().neighbour().login(portal);
        String disk = world.fabric().neighbour().scan(foreign, 1);
        world.pass(UDEV);
        Leftovers before = world.fabric().leftovers();
        var refused = world.refusal(attachment);
        assertEquals(Reason.IN_USE, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(disk));
        assertEquals(before, world.fabric().leftovers());
        assertTrue(world.list().get(0).usable());
        world.fabric().neighbour().logout(foreign);
        world.pass(UDEV);
        world.detach(attachment);
        world.remember(); // his record
    }

    @Test
    public void aVolumeWhoseDiskWasMadeByAStrangerIsGivenBackAfterAFailedAttach() {
        world.fabric().neighbour().scan(stranger(0), 1);
        world.pass(UDEV);
        world.remember();
        world.set("minimum.paths", 4);
        world.portal(3).refuse();
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.NO_PATHS, refused.reason());
        assertEquals(List.of(refused.getSuppressed()).toString(), List.of(), refused.left());
    }

    /** He finds the portals anew, and has his records put in the place of ours. */
    private List<String> discoversAnew() {
        List<String> records = world.fabric().leftovers().records();
        for (String record : records) {
            String text = world.read(record).replace("scan = manual", "scan = auto");
            world.simulated()
                    .computer()
                    .tree()
                    .file(record, text.replace("type = static", "type = send_targets"));
        }
        return records;
    }

    @Test
    public void aRecordThatAStrangerHasPutInThePlaceOfOursIsHis() {
        world.attach(lun(1));
        world.reboot();
        discoversAnew();
        world.remember();
        Attachment attachment = world.attach(lun(1));
        assertEquals("only the LUN asked for", 4, world.ours().disks().size());
        assertTrue(world.detach(attachment).mayUnmap());
    }

    @Test
    public void soItIsIfHeDoesSoWhileTheVolumeIsAttached() {
        Attachment attachment = world.attach(lun(1));
        List<String> records = discoversAnew();
        assertTrue(world.detach(attachment).mayUnmap());
        assertEquals(records, world.fabric().leftovers().records());
        world.remember();
    }

    @Test
    public void soItIsIfHeDoesSoOnceTheAttachIsPlanned() {
        betweenPlanAndLogin(() -> world.fabric().neighbour().logout(stranger(1)));
        Attachment attachment = world.attach(lun(1));
        assertEquals("only the LUN asked for", 4, world.ours().disks().size());
        world.detach(attachment);
        assertEquals(1, world.fabric().leftovers().records().size());
    }

    private static final String WITHOUT_MAPS = "find_multipaths strict\n";

    /** The only disk on the host, made by a stranger before it is attached over one path. */
    private String diskOfAStranger(String multipath) {
        world.set("multipath", false);
        world.fabric().neighbour().configureMultipath(multipath);
        String disk = world.fabric().neighbour().scan(stranger(0), 1);
        world.settled();
        world.remember();
        return disk;
    }

    /** The disk would be the next volume's that gets the LUN. */
    private void goneButForTheSession(Attachment attachment) {
        var told = world.detach(attachment);
        assertTrue(told.toString(), told.mayUnmap());
        Leftovers left = world.fabric().leftovers();
        assertEquals(List.of(), left.disks());
        assertEquals(List.of(), left.maps());
        assertEquals(1, left.sessions().size());
        world.settled();
        world.remember();
    }

    @Test
    public void aDiskThatAStrangerMadeIsNotDetachedWhileItIsMounted() {
        String disk = diskOfAStranger(WITHOUT_MAPS);
        Attachment attachment = world.attach(lun(1));
        assertEquals("/dev/" + disk, attachment.device().orElseThrow().path());
        world.fabric().neighbour().mount(disk, "/srv/data");
        world.fabric().neighbour().write(disk);
        VolumeException refused = world.refusal(attachment);
        assertEquals(refused.describe(), Reason.IN_USE, refused.reason());
        assertTrue(refused.describe(), refused.getMessage().contains("/srv/data"));
        assertEquals(1, world.fabric().leftovers().disks().size());
        world.fabric().neighbour().unmount("/srv/data");
        goneButForTheSession(attachment);
    }

    @Test
    public void whatWasWrittenToADiskThatAStrangerMadeIsOnTheVolumeAndTheDiskGoes() {
        String disk = diskOfAStranger(WITHOUT_MAPS);
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write(disk);
        goneButForTheSession(attachment);
        assertTrue(world.commands().contains("blockdev --flushbufs /dev/" + disk));
    }

    @Test
    public void soItIsUnderAMapThatNobodyAskedFor() {
        diskOfAStranger("find_multipaths no\n");
        Attachment attachment = world.attach(lun(1));
        assertTrue(attachment.device().orElseThrow().multipath());
        world.fabric().neighbour().write("dm-0");
        goneButForTheSession(attachment);
    }

    @Test
    public void soItIsWithoutMultipathd() {
        String disk = diskOfAStranger(WITHOUT_MAPS);
        world.set("multipath", true);
        world.fabric().neighbour().stopMultipathd();
        Attachment attachment = world.attach(lun(1));
        assertEquals("/dev/" + disk, attachment.device().orElseThrow().path());
        world.fabric().neighbour().write(disk);
        goneButForTheSession(attachment);
    }

    @Test
    public void soItIsWhereTheDiskOfTheVolumeBeforeHadToBeReplaced() {
        diskOfAStranger(WITHOUT_MAPS);
        world.target().lun(1, world.fabric().volume("next", World.SIZE));
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write(world.disk(0, 1).orElseThrow());
        goneButForTheSession(attachment);
    }

    private void givenBackWhenFails(Predicate<Call> what) {
        world.mortise();
        world.simulated()
                .faults(call -> what.test(call) ? Fault.fail(HostFailure.Kind.IO) : Fault.PASS);
        VolumeException refused = world.refusal(READ_ONLY);
        world.simulated().faults(call -> Fault.PASS);
        assertEquals(refused.describe(), List.of(), refused.left());
        assertEquals(1, world.fabric().leftovers().disks().size());
        assertEquals(List.of(), world.list());
        for (String device : List.of(world.disk(0, 1).orElseThrow(), "dm-0")) {
            String file = "/sys/class/block/" + device + "/ro";
            assertTrue(
                    device,
                    !world.simulated().computer().tree().exists(file)
                            || world.read(file).equals("0\n"));
        }
    }

    @Test
    public void aDiskThatAStrangerMadeIsGivenBackWhenItCantBeMadeReadOnly() {
        diskOfAStranger(WITHOUT_MAPS);
        givenBackWhenFails(call -> call.subject().startsWith("blockdev --setro"));
    }

    @Test
    public void norDoesItGoWhenTheAttachFailsAtTheLastMoment() {
        diskOfAStranger(WITHOUT_MAPS);
        givenBackWhenFails(
                call -> call.operation().equals(Call.LOCK) && call.subject().contains("wwid"));
    }

    @Test
    public void norUnderAMapThatWasAskedForWhichCantBeMadeReadOnly() {
        diskOfAStranger("find_multipaths no\n");
        world.set("multipath", true);
        givenBackWhenFails(call -> call.subject().startsWith("blockdev --setro"));
    }
}
