// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.scsi.MountInfo.Mount;
import java.util.List;
import org.junit.Test;

public class MountInfoTest {
    private final List<Mount> mounts = MountInfo.parse(Captured.text("linux/6.1/mountinfo"));

    @Test
    public void findsTheMountByTheNumberOfItsDevice() {
        assertEquals(
                List.of("/mnt/a b"),
                mounts.stream().filter(m -> m.number().equals("253:1")).map(Mount::point).toList());
    }

    @Test
    public void readsEveryLine() {
        assertEquals(Captured.text("linux/6.1/mountinfo").lines().count(), mounts.size());
    }

    @Test
    public void looksAtTheSourceOnlyWhereTheNumberTellsNothing() {
        Mount btrfs =
                MountInfo.parse(
                                "40 21 0:52 /@ /srv rw shared:1 master:2 - btrfs /dev/dm-3"
                                        + " rw,subvol=/@\n")
                        .get(0);
        assertEquals("/dev/dm-3", btrfs.source());
        assertTrue(btrfs.anonymous());
        assertFalse(mounts.stream().anyMatch(Mount::anonymous));
    }

    @Test
    public void passesOverLinesThatAreNotOfTheForm() {
        assertEquals(List.of(), MountInfo.parse("\n36 26 0:30 / /run\n36 - x\n"));
    }
}
