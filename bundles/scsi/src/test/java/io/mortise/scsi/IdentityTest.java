// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.SerialNumber;
import io.mortise.api.Wwid;
import io.mortise.simulator.fabric.Volume;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class IdentityTest {
    private final Scene scene = new Scene("defaults {", "find_multipaths strict", "}");
    private final Disk disk = new Disk(scene.scan(0, 1), Hctl.parse("0:0:0:1"));

    @After
    public void close() {
        scene.close();
    }

    @Test
    public void liveAndRememberedAreTheVolumesWwid() {
        assertEquals(Optional.of(scene.wwid()), remembered());
        assertEquals(Optional.of(scene.wwid()), live(disk));
    }

    @Test
    public void liveTellsThatAnotherVolumeIsBehindTheLunByNow() {
        Volume other = scene.fabric().volume("other", Scene.SIZE);
        scene.target().lun(1, other);
        assertEquals(Optional.of(scene.wwid()), remembered());
        assertEquals(Optional.of(new Wwid(other.wwid())), live(disk));
    }

    @Test
    public void aDiskThatDoesNotAnswerIsUnknown() {
        scene.target().portals().get(0).cut();
        assertEquals(Optional.empty(), live(disk));
        assertEquals(Optional.of(scene.wwid()), remembered());
    }

    @Test
    public void aDiskThatIsNotTheOneMeantIsUnknown() {
        assertEquals(Optional.empty(), live(new Disk(disk.name(), Hctl.parse("1:0:0:1"))));
    }

    @Test
    public void readsTheSerialNumberLive() {
        Optional<SerialNumber> serial = scene.on(h -> new Identity(h).serial(disk, Scene.soon(h)));
        assertEquals(
                scene.fabric().volumes().stream()
                        .map(Volume::serial)
                        .map(SerialNumber::new)
                        .findFirst(),
                serial);
        assertTrue(serial.isPresent());
    }

    private Optional<Wwid> remembered() {
        return scene.on(h -> new Identity(h).remembered(disk));
    }

    private Optional<Wwid> live(Disk asked) {
        return scene.on(h -> new Identity(h).live(asked, Scene.soon(h)));
    }
}
