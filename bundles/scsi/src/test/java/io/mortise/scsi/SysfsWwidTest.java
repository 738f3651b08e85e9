// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;

import io.mortise.api.Wwid;
import java.util.Optional;
import org.junit.Test;

public class SysfsWwidTest {
    @Test
    public void writesTheKindOfDesignatorAsADigit() {
        assertEquals("36001405a0b1c201e4f54a6b8c7d9e0f1", read("linux/6.1/lio-wwid"));
        assertEquals("3333333300002710".length() + 1, read("linux/6.1/scsi_debug-wwid").length());
        assertEquals("20025385b71b0aabb", wwid("eui.0025385b71b0aabb\n"));
        assertEquals("1ATA_ACME_disk_S3", wwid("t10.ATA     ACME disk    S3 \n"));
        assertEquals("8iqn.2003-01.org.example:x", wwid("iqn.2003-01.org.example:x\n"));
    }

    @Test
    public void isUnknownIfTheAttributeIsEmptyOrHasNoKind() {
        assertEquals("none", wwid("\n"));
        assertEquals("none", wwid("6001405a0b1c201e"));
        assertEquals("none", wwid("naa.\n"));
    }

    private static String read(String resource) {
        return wwid(Captured.text(resource));
    }

    private static String wwid(String attribute) {
        Optional<Wwid> wwid = SysfsWwid.wwid(attribute);
        return wwid.map(Wwid::text).orElse("none");
    }
}
