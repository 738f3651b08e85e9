// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import static org.junit.Assert.assertEquals;

import io.mortise.scsi.Captured;
import java.util.Optional;
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
}
