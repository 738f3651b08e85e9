// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import static org.junit.Assert.assertEquals;

import io.mortise.scsi.Scene;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.machine.Tree;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class MultipathDevicesTest {
    private static final String DM = "/sys/class/block/dm-0/dm/";

    private final Scene scene = new Scene("defaults {", "find_multipaths no", "}");

    @After
    public void close() {
        scene.close();
    }

    @Test
    public void aMapIsFoundByItsNodeAndByItsIdentity() {
        scene.attachAll();
        Optional<DmMap> map = scene.on(host -> new MultipathDevices(host).named("dm-0"));
        assertEquals(scene.wwid(), map.orElseThrow().wwid());
        assertEquals(map, scene.on(host -> new MultipathDevices(host).byWwid(scene.wwid())));
    }

    // the kernel gives the number of a map that is gone to the next
    @Test
    public void aMapThatBecameAnotherWhileItWasReadIsNeither() {
        scene.attachAll();
        Tree tree = scene.simulated().computer().tree();
        scene.simulated()
                .faults(
                        call -> {
                            if (call.subject().equals(DM + "name")) {
                                tree.file(DM + "name", "other\n");
                                tree.file(DM + "uuid", "mpath-36001405ffffffff\n");
                            }
                            return Fault.PASS;
                        });
        assertEquals(Optional.empty(), scene.on(host -> new MultipathDevices(host).named("dm-0")));
    }
}
