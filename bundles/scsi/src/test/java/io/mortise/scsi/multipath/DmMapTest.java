// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Wwid;
import io.mortise.scsi.Scene;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class DmMapTest {
    private static final String WWID = "360014051234567890abcdef12345678";

    private static DmMap map(boolean suspended, long size) {
        return new DmMap("dm-3", "mpatha", "mpath-" + WWID, suspended, size, List.of());
    }

    @Test
    public void isUsableWhenItIsNotSuspendedAndHasASize() {
        assertTrue(map(false, 512).usable());
        assertFalse(map(true, 512).usable());
        assertFalse(map(false, 0).usable());
    }

    @Test
    public void carriesTheVolumeWhoseIdentityIsItsOwn() {
        assertTrue(map(false, 512).carries(new Wwid(WWID)));
        assertFalse(map(false, 512).carries(new Wwid(WWID.replace('8', '9'))));
    }

    @Test
    public void eachOfTwoIsFoundByItsOwnIdentity() {
        try (var scene = new Scene("defaults {", "find_multipaths no", "}")) {
            scene.target().lun(2, scene.fabric().volume("other", Scene.SIZE));
            scene.scan(0, 2);
            scene.attachAll();
            var other = new Wwid(scene.fabric().volume("other", Scene.SIZE).wwid());
            for (Wwid wwid : List.of(scene.wwid(), other)) {
                assertEquals(
                        Optional.of(wwid),
                        scene.on(h -> new MultipathDevices(h).byWwid(wwid)).map(DmMap::wwid));
            }
        }
    }
}
