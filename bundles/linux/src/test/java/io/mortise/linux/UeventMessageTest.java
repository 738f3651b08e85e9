// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Uevent;
import io.mortise.host.Uevent.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.Test;

/** Datagrams as they came from the netlink socket of a lab guest. */
public class UeventMessageTest {
    private static byte[] captured(String name) throws IOException {
        try (InputStream in = UeventMessageTest.class.getResourceAsStream("/uevents/" + name)) {
            return in.readAllBytes();
        }
    }

    private static Uevent parsed(String name) throws IOException {
        return UeventMessage.parse(captured(name)).orElseThrow();
    }

    @Test
    public void theKernelTellsOfANewDisk() throws IOException {
        Uevent notice = parsed("linux-6.1-add-sda.bin");
        assertEquals(Source.KERNEL, notice.source());
        assertEquals("add", notice.action());
        assertEquals("block", notice.subsystem());
        assertEquals("sda", notice.name());
        assertTrue(notice.devpath(), notice.devpath().startsWith("/devices/platform/host"));
        assertEquals("disk", notice.properties().get("DEVTYPE"));
        assertEquals("8", notice.properties().get("MAJOR"));
    }

    @Test
    public void udevTellsOfTheSameDiskAndWhatItsRulesFound() throws IOException {
        Uevent notice = parsed("udev-252-add-sda.bin");
        assertEquals(Source.UDEV, notice.source());
        assertEquals("add", notice.action());
        assertEquals("block", notice.subsystem());
        assertEquals(parsed("linux-6.1-add-sda.bin").devpath(), notice.devpath());
        assertEquals("36001405a0b1c201e4f54a6b8c7d9e0f1", notice.properties().get("ID_SERIAL"));
        assertEquals("scsi", notice.properties().get("ID_BUS"));
        assertTrue(notice.properties().get("DEVLINKS").contains("/dev/disk/by-path/"));
    }

    @Test
    public void bothTellOfAMapThatChanged() throws IOException {
        for (String name : new String[] {"linux-6.1-change-dm-0.bin", "udev-252-change-dm-0.bin"}) {
            Uevent notice = parsed(name);
            assertEquals("change", notice.action());
            assertEquals("dm-0", notice.name());
        }
        assertEquals(
                "mpath-36001405a0b1c201e4f54a6b8c7d9e0f1",
                parsed("udev-252-change-dm-0.bin").properties().get("DM_UUID"));
    }

    @Test
    public void aDeviceOfNoKnownSubsystemHasAnEmptyOne() {
        byte[] bytes = bytes("add@/x\0ACTION=add\0DEVPATH=/x\0");
        assertEquals("", UeventMessage.parse(bytes).orElseThrow().subsystem());
    }

    @Test
    public void aDatagramCutShortAnywhereIsNoNoticeOrAShorterOne() throws IOException {
        byte[] whole = captured("udev-252-add-sda.bin");
        for (int length = 0; length < whole.length; length++) {
            Optional<Uevent> notice = UeventMessage.parse(Arrays.copyOf(whole, length));
            assertEquals("at " + length, Optional.empty(), notice);
        }
    }

    @Test
    public void aHeaderThatPointsOutsideIsNoNotice() throws IOException {
        for (int at : new int[] {8, 16, 19, 20, 23}) {
            byte[] bent = captured("udev-252-add-sda.bin");
            bent[at] = (byte) 0xff;
            assertEquals("byte " + at, Optional.empty(), UeventMessage.parse(bent));
        }
    }

    @Test
    public void whatHasNoActionOrNoDeviceIsNoNotice() {
        assertFalse(UeventMessage.parse(new byte[0]).isPresent());
        assertFalse(UeventMessage.parse(bytes("hello")).isPresent());
        assertFalse(UeventMessage.parse(bytes("add@/x\0DEVPATH=/x\0")).isPresent());
        assertFalse(UeventMessage.parse(bytes("add@/x\0ACTION=add\0=x\0nothing\0")).isPresent());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
