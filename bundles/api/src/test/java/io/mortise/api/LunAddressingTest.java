// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import org.junit.Test;

public class LunAddressingTest {
    // os-brick D.41
    @Test
    public void sam2WritesNumbersAbove255InFlatSpaceAddressing() {
        assertEquals(new Lun(0), LunAddressing.SAM2.lun(0));
        assertEquals(new Lun(255), LunAddressing.SAM2.lun(255));
        assertEquals(new Lun(16640), LunAddressing.SAM2.lun(256));
        assertEquals(new Lun(32767), LunAddressing.SAM2.lun(16383));
    }

    // os-brick D.41
    @Test
    public void sam3FlatWritesAllNumbersInFlatSpaceAddressing() {
        assertEquals(new Lun(16384), LunAddressing.SAM3_FLAT.lun(0));
        assertEquals(new Lun(16385), LunAddressing.SAM3_FLAT.lun(1));
        assertEquals(new Lun(16640), LunAddressing.SAM3_FLAT.lun(256));
    }

    // os-brick D.41
    @Test
    public void theOthersLeaveNumbersAsTheyAre() {
        for (LunAddressing same :
                new LunAddressing[] {LunAddressing.SAM, LunAddressing.TRANSPARENT}) {
            assertEquals(new Lun(256), same.lun(256));
            assertEquals(new Lun(16640), same.lun(16640));
        }
    }

    @Test
    public void anAddressingIsNeverAppliedTwice() {
        assertThrows(IllegalArgumentException.class, () -> LunAddressing.SAM2.lun(16640));
        assertThrows(IllegalArgumentException.class, () -> LunAddressing.SAM3_FLAT.lun(16384));
    }

    @Test
    public void namesAreReadAsControlPlanesWriteThemAndInNoOtherCase() {
        for (LunAddressing each : LunAddressing.values()) {
            assertEquals(each, LunAddressing.parse(each.toString()));
        }
        var wrong = assertThrows(IllegalArgumentException.class, () -> LunAddressing.parse("sam2"));
        assertEquals(
                "not an addressing mode (SAM, transparent, SAM2, SAM3-flat): \"sam2\"",
                wrong.getMessage());
    }
}
