// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.junit.Test;

public class UdevRecordsTest {
    @Test
    public void findsTheIdentityThatMultipathdWillTake() {
        assertEquals(
                Optional.of("36001405a0b1c201e4f54a6b8c7d9e0f1"),
                UdevRecords.serial(Captured.text("udev/252/lio-record")));
        assertEquals(
                Optional.of("1Linux_scsi_debug_10000"),
                UdevRecords.serial(Captured.text("udev/252/scsi_debug-record")));
    }

    @Test
    public void findsNoneWhereUdevFoundNone() {
        assertEquals(
                Optional.empty(), UdevRecords.serial("I:44894284\nE:ID_SERIAL_SHORT=6\nV:1\n"));
    }

    @Test
    public void knowsTheLinksThatUdevMakes() {
        assertEquals(
                Set.of(
                        "/dev/disk/by-id/scsi-1LIO-ORG_IBLOCK:a0b1c201-e4f5-4a6b-8c7d-9e0f1a2b3c4d",
                        "/dev/disk/by-id/scsi-36001405a0b1c201e4f54a6b8c7d9e0f1",
                        "/dev/disk/by-id/wwn-0x6001405a0b1c201e4f54a6b8c7d9e0f1",
                        "/dev/disk/by-id/scsi-SLIO-ORG_IBLOCK_a0b1c201-e4f5-4a6b-8c7d-9e0f1a2b3c4d",
                        "/dev/disk/by-diskseq/11",
                        "/dev/disk/by-path/ip-10.10.0.2:3260-iscsi-iqn.2003-01.org.example:lab-lun-1"),
                UdevRecords.linksIn(Captured.text("udev/252/lio-record")));
    }

    @Test
    public void aLinkThatLeadsOutOfTheFolderOfDevicesIsNone() {
        assertEquals(
                Set.of("/dev/mapper/a..b"),
                UdevRecords.linksIn("S:../etc/passwd\nS:disk/../../etc/shadow\nS:mapper/a..b\n"));
    }
}
