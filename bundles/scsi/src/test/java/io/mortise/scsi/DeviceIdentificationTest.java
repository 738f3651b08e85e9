// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;

import io.mortise.api.Wwid;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.Test;

public class DeviceIdentificationTest {
    private static final String NAA_6 = "6001405a0b1c201e4f54a6b8c7d9e0f1";
    private static final String NAA_5 = "5001405a0b1c201e";
    private static final String LOCAL = "3333333000002710";
    private static final String EUI = "0025385b71b0aabb";

    @Test
    public void isWhatUdevFoundOnEveryCapturedDisk() {
        for (String disk : new String[] {"lio", "scsi_debug"}) {
            String udev =
                    Captured.text("udev/252/" + disk + "-record")
                            .lines()
                            .filter(line -> line.startsWith("E:ID_SERIAL="))
                            .findFirst()
                            .orElseThrow()
                            .substring("E:ID_SERIAL=".length());
            byte[] page = Captured.bytes("linux/6.1/" + disk + "-vpd_pg83");
            assertEquals(Optional.of(new Wwid(udev)), DeviceIdentification.wwid(page));
        }
    }

    @Test
    public void prefersTheDesignatorThatTellsMost() {
        var page = new Page().naa(LOCAL).t10("ACME    x").name("iqn.2003-01.org.example").eui(EUI);
        assertEquals("2" + EUI, page.wwid());
        assertEquals("3" + NAA_5, page.naa(NAA_5).wwid());
        assertEquals("3" + NAA_6, page.naa(NAA_6).wwid());
    }

    @Test
    public void takesANameBeforeAVendorAndAVendorBeforeALocalNumber() {
        var page = new Page().naa(LOCAL);
        assertEquals("3" + LOCAL, page.wwid());
        assertEquals("1ACME_disk_7", page.t10("ACME    disk  7 ").wwid());
        assertEquals("8iqn.2003-01.org.example", page.name("iqn.2003-01.org.example").wwid());
    }

    @Test
    public void takesTheFirstOfEquals() {
        String other = NAA_6.replace('0', '7');
        assertEquals("3" + NAA_6, new Page().naa(NAA_6).naa(other).wwid());
    }

    @Test
    public void passesOverPortsAndTargetsAndVendorSpecificNumbers() {
        assertEquals("none", new Page().designator(0x10, 3, NAA_6).wwid());
        assertEquals("none", new Page().designator(0x20, 3, NAA_6).wwid());
        assertEquals("none", new Page().designator(0, 0, NAA_6).wwid());
        assertEquals("none", new Page().designator(0, 6, "00000000").wwid());
    }

    @Test
    public void isUnknownIfTheTargetHasNoSuchLun() {
        byte[] page = Captured.bytes("linux/6.1/lio-vpd_pg83");
        page[0] = 0x7f;
        assertEquals(Optional.empty(), DeviceIdentification.wwid(page));
    }

    @Test
    public void isUnknownIfItIsAnotherPage() {
        byte[] page = Captured.bytes("linux/6.1/lio-vpd_pg80");
        assertEquals(Optional.empty(), DeviceIdentification.wwid(page));
    }

    @Test
    public void doesNotReadPastAnyCut() {
        byte[] whole = Captured.bytes("linux/6.1/lio-vpd_pg83");
        Optional<Wwid> wwid = DeviceIdentification.wwid(whole);
        for (int length = 0; length < whole.length; length++) {
            Optional<Wwid> cut = DeviceIdentification.wwid(Arrays.copyOf(whole, length));
            assertEquals("cut at " + length, length < 24 ? Optional.empty() : wwid, cut);
        }
    }

    private static final class Page {
        private final ByteArrayOutputStream designators = new ByteArrayOutputStream();

        Page naa(String hex) {
            return designator(0, 3, hex);
        }

        Page eui(String hex) {
            return designator(0, 2, hex);
        }

        Page t10(String text) {
            return designator(0, 1, HexFormat.of().formatHex(ascii(text + "\0")));
        }

        Page name(String text) {
            return designator(0, 8, HexFormat.of().formatHex(ascii(text + "\0\0")));
        }

        Page designator(int association, int type, String hex) {
            byte[] value = HexFormat.of().parseHex(hex);
            designators.writeBytes(
                    new byte[] {1, (byte) (association | type), 0, (byte) value.length});
            designators.writeBytes(value);
            return this;
        }

        String wwid() {
            var page = new ByteArrayOutputStream();
            page.writeBytes(new byte[] {0, (byte) 0x83, 0, (byte) designators.size()});
            page.writeBytes(designators.toByteArray());
            return DeviceIdentification.wwid(page.toByteArray()).map(Wwid::text).orElse("none");
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
