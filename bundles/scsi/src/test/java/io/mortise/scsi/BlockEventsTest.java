// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;

import io.mortise.host.Uevent;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.Test;

public class BlockEventsTest {
    private static final List<Uevent> EVENTS =
            Stream.of(
                            "block /devices/platform/host0/session1/target0:0:0/0:0:0:1/block/sda",
                            "block /devices/virtual/block/dm-0",
                            "scsi /devices/platform/host0/session1/target0:0:0/0:0:0:1",
                            "scsi_device /devices/platform/host0/scsi_device/0:0:0:1",
                            "iscsi_session /devices/platform/host0/session1/iscsi_session/session1",
                            "bdi /devices/virtual/bdi/8:0")
                    .map(line -> line.split(" "))
                    .map(e -> new Uevent(Uevent.Source.KERNEL, "add", e[1], e[0], Map.of()))
                    .toList();

    @Test
    public void tellApartWhatTheyAreAbout() {
        assertEquals("sda dm-0", taken(BlockEvents.block()));
        assertEquals("sda 0:0:0:1 0:0:0:1", taken(BlockEvents.disks()));
        assertEquals("dm-0", taken(BlockEvents.maps()));
        assertEquals("session1", taken(BlockEvents.sessions()));
    }

    private static String taken(Predicate<Uevent> filter) {
        return String.join(" ", EVENTS.stream().filter(filter).map(Uevent::name).toList());
    }
}
