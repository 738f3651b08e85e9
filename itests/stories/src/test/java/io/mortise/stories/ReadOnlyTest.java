// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.with;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
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
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
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
}
