// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.with;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.AccessMode;
import io.mortise.api.Attachment;
import io.mortise.api.IscsiConnection;
import io.mortise.api.MultipathDemand;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.host.HostFailure;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** A volume that is asked for read-only is handed out as a device that refuses to be written. */
public class ReadOnlyTest extends Story {
    private static IscsiConnection readOnly() {
        return with(
                lun(1),
                new VolumeTraits(
                        Optional.empty(),
                        AccessMode.READ_ONLY,
                        MultipathDemand.CONFIGURED,
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()));
    }

    private boolean refusesWrites(Attachment attachment, boolean multipath) {
        VolumeDevice device = attachment.device().orElseThrow();
        assertEquals(multipath, device.multipath());
        String name = device.path().substring("/dev/".length());
        return world.read("/sys/class/block/" + name + "/ro").equals("1\n");
    }

    @Test
    public void theMapRefusesToBeWritten() {
        Attachment attachment = world.attach(readOnly());
        assertTrue(refusesWrites(attachment, true));
        world.detach(attachment);
    }

    @Test
    public void withoutMultipathTheDiskRefusesToBeWritten() {
        withoutMultipath();
        Attachment attachment = world.attach(readOnly());
        assertTrue(refusesWrites(attachment, false));
        world.detach(attachment);
    }

    private void withoutMultipath() {
        world.set("multipath", false);
        world.fabric().neighbour().stopMultipathd();
    }

    @Test
    public void aMapThatCanNotBeMadeReadOnlyIsNotHandedOutAndNothingIsLeft() {
        refusedSinceItCanBeWritten();
    }

    @Test
    public void aDiskThatCanNotBeMadeReadOnlyIsNotHandedOutAndNothingIsLeft() {
        withoutMultipath();
        refusedSinceItCanBeWritten();
    }

    private void refusedSinceItCanBeWritten() {
        world.simulated()
                .faults(
                        call ->
                                call.operation().equals(Call.COMMAND)
                                                && call.subject().startsWith("blockdev --setro")
                                        ? Fault.fail(HostFailure.Kind.REFUSED)
                                        : Fault.PASS);
        VolumeException refused = world.refusal(readOnly());
        assertTrue(refused.describe(), refused.describe().contains("read-only"));
    }

    @Test
    public void aVolumeThatIsAttachedToBeWrittenIsRefusedReadOnlyAndStaysAsItIs() {
        Attachment writable = world.attach(lun(1));
        refusedAsOfAnotherMode(readOnly(), writable);
        assertFalse(refusesWrites(writable, true));
        world.detach(writable);
    }

    @Test
    public void aVolumeThatIsAttachedReadOnlyIsRefusedToBeWrittenAndStaysAsItIs() {
        Attachment readOnly = world.attach(readOnly());
        refusedAsOfAnotherMode(lun(1), readOnly);
        assertTrue(refusesWrites(readOnly, true));
        assertEquals(readOnly.id(), world.attach(readOnly()).id());
        world.detach(readOnly);
    }

    private void refusedAsOfAnotherMode(IscsiConnection asked, Attachment there) {
        List<String> before = world.commands();
        VolumeException refused = world.refusal(asked);
        assertEquals(Reason.UNSUPPORTED, refused.reason());
        assertTrue(
                refused.describe(),
                refused.describe().contains("attached already as " + there.id())
                        && refused.describe().contains("read-only")
                        && refused.describe().contains("etach it"));
        assertEquals(before, world.commands());
        assertEquals(List.of(there), world.list());
    }

    @Test
    public void aVolumeThatIsReadOnlyNoMoreIsNotHandedOutAsSuch() {
        Attachment readOnly = world.attach(readOnly());
        String name = readOnly.device().orElseThrow().path().substring("/dev/".length());
        world.simulated().computer().tree().file("/sys/class/block/" + name + "/ro", "0\n");
        VolumeException refused = world.refusal(readOnly());
        assertEquals(Reason.HOST_FAILED, refused.reason());
        assertTrue(refused.describe(), refused.describe().contains("can be written to by now"));
        world.detach(readOnly);
    }

    // as kernels before 5.12 forget it when a map is loaded anew
    @Test
    public void aMapIsReadOnlyAgainAfterItWasExtended() {
        Attachment readOnly = world.attach(readOnly());
        world.fabric().neighbour().makeWritable("dm-0");
        world.data().resize(2 * World.SIZE);
        extend(readOnly);
        assertTrue(refusesWrites(readOnly, true));
        world.detach(readOnly);
    }

    @Test
    public void aDiskIsReadOnlyAgainAfterItWasExtended() {
        withoutMultipath();
        Attachment readOnly = world.attach(readOnly());
        world.fabric().neighbour().makeWritable(world.disk(0, 1).orElseThrow());
        world.data().resize(2 * World.SIZE);
        extend(readOnly);
        assertTrue(refusesWrites(readOnly, false));
        world.detach(readOnly);
    }

    @Test
    public void aMapIsReadOnlyAgainWhenALatePathHasJoined() {
        world.set("login.timeout", 30).set("path.grace", 2);
        world.portal(3).cut();
        Attachment readOnly = world.attach(readOnly());
        world.fabric().neighbour().makeWritable("dm-0");
        world.portal(3).mend();
        world.pass(Duration.ofMinutes(1));
        assertEquals(4, world.mapSize(readOnly));
        assertTrue(refusesWrites(readOnly, true));
        world.detach(readOnly);
    }

    private void extend(Attachment attachment) {
        world.call(() -> world.mortise().connector().extend(attachment.id()));
    }

    private String diskOfAStranger() {
        world.set("multipath", false);
        world.fabric().neighbour().configureMultipath("find_multipaths strict\n");
        int session = world.fabric().neighbour().login(world.portal(0));
        String disk = world.fabric().neighbour().scan(session, 1);
        world.settled();
        world.remember();
        return disk;
    }

    private boolean writable(String disk) {
        return world.read("/sys/class/block/" + disk + "/ro").equals("0\n");
    }

    @Test
    public void aDiskThatAStrangerWritesToIsNotMadeReadOnlyUnderIt() {
        String disk = diskOfAStranger();
        world.fabric().neighbour().mount(disk, "/srv/theirs");
        VolumeException refused = world.refusal(readOnly());
        assertEquals(refused.describe(), Reason.IN_USE, refused.reason());
        assertTrue(refused.describe(), refused.describe().contains("/srv/theirs"));
        assertTrue(writable(disk));
        world.fabric().neighbour().unmount("/srv/theirs");
    }

    @Test
    public void norUnderAProgramThatHasItOpen() {
        String disk = diskOfAStranger();
        var database = new User("postgres", 4711);
        world.fabric().neighbour().open(disk, database);
        VolumeException refused = world.refusal(readOnly());
        assertEquals(refused.describe(), Reason.IN_USE, refused.reason());
        assertTrue(refused.describe(), refused.describe().contains("postgres"));
        assertTrue(writable(disk));
        world.fabric().neighbour().close(database);
    }

    @Test
    public void whatCanBeWrittenToIsNotAdoptedAsReadOnly() {
        String disk = diskOfAStranger();
        VolumeException refused =
                assertThrows(
                        VolumeException.class,
                        () -> world.call(() -> world.mortise().adopt(readOnly())));
        assertEquals(refused.describe(), Reason.UNSUPPORTED, refused.reason());
        assertTrue(refused.describe(), refused.describe().contains("/dev/" + disk));
        assertEquals(List.of(), world.list());
        assertTrue(writable(disk));
    }
}
