// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import static io.mortise.contract.Shape.FLUSH;
import static io.mortise.contract.Shape.SET_READ_ONLY;
import static io.mortise.contract.Shape.SET_WRITABLE;
import static io.mortise.contract.Shape.SYNC;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.host.Held;
import io.mortise.scsi.Blockdev;
import io.mortise.scsi.Sync;
import io.mortise.scsi.multipath.DmMap;
import java.time.Duration;
import org.junit.Test;

public class BlockdevContractTest extends Contract {
    private static final String FOLDER = "util-linux-2.38.1/";

    private CommandResult flush(String device, Duration limit) {
        return on(() -> new Blockdev(ground().host()).flush(device, in(limit)));
    }

    private CommandResult setReadOnly(String device) {
        return on(() -> new Blockdev(ground().host()).setReadOnly(device, in(LONG)));
    }

    @Test
    @Covers(FLUSH)
    public void aMapIsFlushedAndFlushedAgain() {
        DmMap map = attach();
        Captured.of(FOLDER + "blockdev-flushbufs-map").agrees(flush(map.path(), LONG));
        Captured.of(FOLDER + "blockdev-flushbufs-map").agrees(flush(map.path(), LONG));
    }

    @Test
    @Covers(FLUSH)
    public void aDeviceThatIsOpenIsFlushed() {
        DmMap map = attach();
        try (Held open = ground().use(map.path())) {
            assertTrue(open.toString(), map().isPresent());
            Captured.of(FOLDER + "blockdev-flushbufs-mounted").agrees(flush(map.path(), LONG));
        }
    }

    @Test
    @Covers(FLUSH)
    public void aDeviceThatIsNotThereIsAFailure() {
        Captured.of(FOLDER + "blockdev-flushbufs-none").agrees(flush("/dev/sdzz", LONG));
    }

    @Test
    @Covers(FLUSH)
    public void withoutAPathAFlushOfWrittenDataEndsAtItsLimitOnly() {
        DmMap map = attach();
        try (Held open = ground().use(map.path())) {
            assertTrue(open.toString(), map().isPresent());
            for (int k = 0; k < 4; k++) {
                ground().cut(k);
            }
            assertEquals(Ending.TIMED_OUT, flush(map.path(), Duration.ofSeconds(4)).ending());
            for (int k = 0; k < 4; k++) {
                ground().mend(k);
            }
            until("four paths", () -> active() == 4);
        }
    }

    private CommandResult sync(String device) {
        return on(() -> new Sync(ground().host()).of(device, in(LONG)));
    }

    @Test
    @Covers(SYNC)
    public void whatWasWrittenToAMapAndItsDisksIsOnTheVolume() {
        DmMap map = attach();
        try (Held open = ground().use(map.path())) {
            assertTrue(open.toString(), sync(map.device()).exited(0));
        }
        assertTrue(sync(map.device()).exited(0));
        for (String disk : map.slaves()) {
            assertTrue(disk, sync(disk).exited(0));
        }
    }

    @Test
    @Covers(SYNC)
    public void whetherAllArrivedIsNotKnownOfWhatIsNotThere() {
        assertTrue(sync("sdzz").exited(1));
    }

    @Test
    @Covers(SET_READ_ONLY)
    public void aMapIsMadeReadOnly() {
        DmMap map = attach();
        assertFalse(on(() -> disks().readOnly(map.device())));
        assertTrue(setReadOnly(map.path()).exited(0));
        assertTrue(on(() -> disks().readOnly(map.device())));
        assertTrue(setReadOnly(map.path()).exited(0));
    }

    @Test
    @Covers(SET_READ_ONLY)
    public void whatIsNotThereIsNotMadeReadOnly() {
        assertTrue(setReadOnly("/dev/sdzz").exited(1));
    }

    @Test
    @Covers(SET_WRITABLE)
    public void aMapThatWasMadeReadOnlyIsMadeWritable() {
        DmMap map = attach();
        assertTrue(setReadOnly(map.path()).exited(0));
        assertTrue(
                on(() -> new Blockdev(ground().host()).setWritable(map.path(), in(LONG)))
                        .exited(0));
        assertFalse(on(() -> disks().readOnly(map.device())));
    }
}
