// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.with;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.AccessMode;
import io.mortise.api.Attachment;
import io.mortise.api.IscsiConnection;
import io.mortise.api.MultipathDemand;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.host.HostFailure;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
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
}
