// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class NamesTest {
    // peers C.51
    @Test
    public void aPortalIsComparedAsAnAddress() {
        assertEquals(Portal.parse("[2001:DB8:0:0::1]:3260"), Portal.parse("[2001:db8::1]:3260"));
        assertEquals("[2001:db8::1]:3260", Portal.parse("[2001:DB8:0:0:0:0:0:1]:3260").toString());
        assertEquals("192.0.2.1:3260", Portal.parse("192.0.2.1:3260").toString());
    }

    // RFC 5952, 4.2: only the longest run is shortened, a single zero group never
    // os-brick D.12
    @Test
    public void anIpv6AddressHasOneSpelling() {
        assertEquals(
                "[2001:db8:0:1:1:1:1:1]:1", Portal.parse("[2001:db8::1:1:1:1:1]:1").toString());
        assertEquals("[2001:0:0:1::1]:1", Portal.parse("[2001:0:0:1:0:0:0:1]:1").toString());
        assertEquals("[::1]:1", Portal.parse("[0:0:0:0:0:0:0:1]:1").toString());
        assertEquals("[fe80::]:1", Portal.parse("[fe80:0:0:0:0:0:0:0]:1").toString());
        assertEquals("[::]:1", Portal.parse("[::]:1").toString());
    }

    @Test
    public void aLinkLocalPortalHasTheCardThatItIsBehind() {
        Portal portal = Portal.parse("[FE80:0:0::1%ens7]:3260");
        assertEquals(Portal.parse("[fe80::1%ens7]:3260"), portal);
        assertEquals("[fe80::1%ens7]:3260", portal.toString());
        assertTrue(portal.isIpv6());
        assertFalse(portal.equals(Portal.parse("[fe80::1%ens8]:3260")));
        assertFalse(portal.equals(Portal.parse("[fe80::1]:3260")));
    }

    @Test
    public void aPortalMayBeNamedUntilAConnectorHasLookedItUp() {
        Portal portal = Portal.parse("Storage-1.Example.org:3260");
        assertTrue(portal.isNamed());
        assertEquals("storage-1.example.org:3260", portal.toString());
        assertFalse(Portal.parse("192.0.2.1:3260").isNamed());
        assertFalse(Portal.parse("[fe80::1%ens7]:3260").isNamed());
    }

    @Test
    public void aPortalThatIsNoneIsRefused() {
        for (String text :
                List.of(
                        "192.0.2.1",
                        "192.0.2.1:",
                        ":3260",
                        "192.0.2.1:0",
                        "192.0.2.1:65536",
                        "192.0.2.1:x",
                        "2001:db8::1",
                        "2001:db8::1:3260",
                        "[192.0.2.1]:3260",
                        "[2001:db8::1]",
                        "[2001:db8::g]:1",
                        "300.0.2.1:3260",
                        "-host:3260",
                        "host_1:3260",
                        "host.:3260",
                        "[host]:3260",
                        "[2001:db8::1%ens7]:3260",
                        "[fe80::1%]:3260",
                        "[fe80::1%a/b]:3260",
                        "192.0.2.1:3260,1",
                        "-p:3260",
                        "",
                        "[]:3260",
                        "1.2.3:3260")) {
            assertThrows(text, IllegalArgumentException.class, () -> Portal.parse(text));
        }
    }

    @Test
    public void aTargetsNameIsComparedWithoutCaseAndKeptAsWritten() {
        Iqn written = Iqn.parse("iqn.2010-10.org.openstack:Lab");
        Iqn small = Iqn.parse("iqn.2010-10.org.openstack:lab");
        assertEquals(small, written);
        assertEquals(small.hashCode(), written.hashCode());
        assertEquals(0, written.compareTo(small));
        assertEquals("iqn.2010-10.org.openstack:Lab", written.toString());
        assertEquals("iqn.2010-10.org.openstack:Lab", written.name());
        assertEquals("iqn.2010-10.org.openstack:lab", written.canonical());
        assertFalse(written.equals(Iqn.parse("iqn.2010-10.org.openstack:lap")));
        assertEquals(Iqn.parse("eui.0123456789abcdef"), Iqn.parse("eui.0123456789ABCDEF"));
        assertEquals("eui.0123456789ABCDEF", Iqn.parse("eui.0123456789ABCDEF").toString());
    }

    @Test
    public void aNameThatIsNoneIsRefused() {
        for (String text :
                List.of(
                        "",
                        "iqn",
                        "iqn.2003-13.org:x",
                        "--login",
                        "-iqn.2003-01.org:x",
                        "iqn.2003-01.org:a b",
                        "iqn.2003-01.org:a/../b",
                        "iqn.2003-01.org:a\n",
                        "eui.12",
                        "iqn.2003-01.org:" + "x".repeat(223))) {
            assertThrows(text, IllegalArgumentException.class, () -> Iqn.parse(text));
        }
    }

    // peers C.81
    @Test
    public void aLunIsANumberInRange() {
        assertEquals(32767, Lun.parse("32767").number());
        for (String text : List.of("", "-1", "x", "32768", "1.0", "0x1", "99999999")) {
            assertThrows(text, IllegalArgumentException.class, () -> Lun.parse(text));
        }
    }

    @Test
    public void aRejectedValueIsShownShortAndHarmless() {
        var failure =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Iqn.parse("\u001b[2J" + "x".repeat(500)));
        assertTrue(failure.getMessage(), failure.getMessage().length() < 250);
        assertTrue(failure.getMessage(), failure.getMessage().indexOf('\u001b') < 0);
    }

    @Test
    public void anAttachmentIdHasTenCharacters() {
        assertEquals("aaaaaaaaaa", AttachmentId.of(0).text());
        assertEquals("7777777777", AttachmentId.of(-1).text());
        assertThrows(IllegalArgumentException.class, () -> new AttachmentId("../../etc/"));
    }

    @Test
    public void aWwidHoldsNothingThatIsNotAName() {
        assertEquals("360014051234", new Wwid("360014051234").text());
        for (String text : List.of("", "3", "3a/b..", "3a b", "3600\n", "../../..")) {
            assertThrows(text, IllegalArgumentException.class, () -> new Wwid(text));
        }
    }

    // each takes minutes where a pattern looks for an end that is not there
    @Test(timeout = 20_000)
    public void textOfAMegabyteIsRefusedAtOnce() {
        String colons = "[" + ":".repeat(1 << 20) + "x]:3260";
        assertThrows(IllegalArgumentException.class, () -> Portal.parse(colons));
        String blanks = "x" + " ".repeat(1 << 20) + "x";
        assertThrows(IllegalArgumentException.class, () -> new SerialNumber(blanks));
        assertThrows(IllegalArgumentException.class, () -> Iqn.parse("iqn." + blanks));
        assertEquals("x", new SerialNumber(" x" + " ".repeat(1 << 20)).text());
    }

    @Test
    public void anAddressBeyond255IsRefusedWithoutLookingItUp() {
        for (String text : List.of("999.1.1.1:1", "1.2.3.256:1", "1.2.3:1", "1.2.3.4.5:1")) {
            var refused = assertThrows(IllegalArgumentException.class, () -> Portal.parse(text));
            assertEquals(text, null, refused.getCause());
        }
        assertEquals("255.250.99.0:1", Portal.parse("255.250.099.0:1").toString());
    }

    @Test
    public void aNameThatTurnsALineAroundOrActsOnATerminalIsRefusedAndNotShown() {
        for (String bad : List.of("\u202e", "\u009b2J", "\u001b[2J", "\u2028", "\ud800")) {
            var refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> Iqn.parse("iqn.2003-01.org.example:a" + bad));
            assertFalse(refused.getMessage(), refused.getMessage().contains(bad));
            assertThrows(IllegalArgumentException.class, () -> new Owner("a" + bad));
        }
    }

    @Test
    public void anOwnerWhomNobodyCouldReadInAListIsRefused() {
        for (String blank : List.of("", " ", "   ", "\u3000")) {
            assertThrows(IllegalArgumentException.class, () -> new Owner(blank));
        }
    }

    @Test
    public void aTargetsNameIsMeasuredInBytesSinceAFolderHasIt() {
        String name = "iqn.2003-01.org.example:" + "\u4e2d".repeat(66);
        assertEquals(name, Iqn.parse(name).name());
        assertThrows(IllegalArgumentException.class, () -> Iqn.parse(name + "\u4e2d"));
    }

    @Test
    public void noNameIsTakenForAnOptionOrLeadsElsewhere() {
        for (String bad : List.of("-x", "--login", "..", "a/../b", "/a", "a\0b", "a\nb", "")) {
            assertThrows(bad, IllegalArgumentException.class, () -> Iqn.parse(bad));
            assertThrows(
                    bad,
                    IllegalArgumentException.class,
                    () -> Iqn.parse("iqn.2003-01.org.example:a/" + bad));
            assertThrows(bad, IllegalArgumentException.class, () -> Portal.parse(bad + ":3260"));
            assertThrows(bad, IllegalArgumentException.class, () -> new AttachmentId(bad));
            assertThrows(bad, IllegalArgumentException.class, () -> new Wwid(bad));
            assertThrows(
                    bad,
                    IllegalArgumentException.class,
                    () -> new IscsiPath(PORTAL, TARGET, new Lun(0), bad));
        }
        assertThrows(IllegalArgumentException.class, () -> Portal.parse("[fe80::1%../../x]:3260"));
    }

    private static final Portal PORTAL = Portal.parse("192.0.2.1:3260");
    private static final Iqn TARGET = Iqn.parse("iqn.2003-01.org.example:a");

    @Test
    public void aVolumesIdAndNotesHaveALimit() {
        VolumeTraits none = VolumeTraits.NONE;
        assertEquals(Optional.of("v"), none.named(Optional.of("v")).volumeId());
        for (String bad : List.of("", " ", "a\nb", "a\0", "\u202ea", "v".repeat(256))) {
            assertThrows(bad, IllegalArgumentException.class, () -> none.named(Optional.of(bad)));
        }
        assertEquals(1, noting("n".repeat(16383)).notes().size());
        assertThrows(IllegalArgumentException.class, () -> noting("n".repeat(16384)));
    }

    private static VolumeTraits noting(String value) {
        return new VolumeTraits(
                Optional.empty(),
                AccessMode.READ_WRITE,
                MultipathDemand.CONFIGURED,
                Optional.empty(),
                Optional.empty(),
                Map.of("k", value));
    }

    @Test
    public void aKnownDeviceIsNamedByItsAbsolutePath() {
        for (String bad : List.of("", "sda", "-f", "--help", "/dev/a\0b", "/dev/a\nb")) {
            assertThrows(
                    bad,
                    IllegalArgumentException.class,
                    () -> new KnownDevice(Optional.of(bad), Optional.empty()));
        }
    }
}
