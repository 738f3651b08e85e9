// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;

public class SwapsTest {
    @Test
    public void findsSwapOnDevices() {
        assertEquals(
                List.of("/dev/mapper/36001405a0b1c201e4f54a6b8c7d9e0f1p2"),
                Swaps.parse(Captured.text("linux/6.1/swaps")));
    }

    @Test
    public void leavesOutFilesAndTheTitle() {
        assertEquals(
                List.of("/dev/a b"),
                Swaps.parse(
                        "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
                                + "/swap.img                               file\t\t1\t\t0\t\t-2\n"
                                + "/dev/a\\040b partition\t1\t0\t-3\n"));
    }
}
