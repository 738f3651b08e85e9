// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.cinder;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.AccessMode;
import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.KnownDevice;
import io.mortise.api.MultipathDemand;
import io.mortise.api.Owner;
import io.mortise.api.PathReport;
import io.mortise.api.Reason;
import io.mortise.api.SerialNumber;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class CinderFormatTest {
    private static final String TWO_PATHS =
            """
            {"driver_volume_type": "iscsi", "data": {
              "target_discovered": false, "encrypted": false, "qos_specs": null, "access_mode": "rw",
              "target_portals": ["192.0.2.1:3260", "[2001:DB8::1]:3260"],
              "target_iqns": ["iqn.2010-10.org.openstack:v1", "iqn.2010-10.org.openstack:v1"],
              "target_luns": [1, 7], "target_portal": "192.0.2.1:3260",
              "target_iqn": "iqn.2010-10.org.openstack:v1", "target_lun": 1,
              "volume_id": "v1", "discard": true}}
            """;

    private final CinderFormat format = new CinderFormat();

    @Test
    public void readsListsOfPortalsTargetsAndLuns() {
        ConnectionInformation connection = read(TWO_PATHS);
        assertEquals(
                List.of(
                        "192.0.2.1:3260 iqn.2010-10.org.openstack:v1 lun 1",
                        "[2001:db8::1]:3260 iqn.2010-10.org.openstack:v1 lun 7"),
                connection.paths().stream().map(Object::toString).toList());
        assertEquals(Optional.of("v1"), connection.volumeId());
        assertEquals(MultipathDemand.CONFIGURED, connection.traits().multipath());
    }

    @Test
    public void keepsUnknownKeysAsNotes() {
        assertEquals("true", read(TWO_PATHS).traits().notes().get("discard"));
    }

    // os-brick D.48
    @Test
    public void keepsWhatMayBeASecretOutOfTheNotes() {
        var notes = read(bare("\"vendor_password\": \"hunter2\"")).traits().notes();
        assertEquals("***", notes.get("vendor_password"));
    }

    // os-brick reads no single portal or name where both lists are given
    @Test
    public void doesNotJudgeTheSingularKeysWhereBothListsAreGiven() {
        String odd =
                "\"target_iqn\": \"iqn.1992-04.com.emc:600009700bcbb70e3287017400000001,t,0x0001\"";
        var read =
                read(
                        TWO_PATHS
                                .replace("\"target_iqn\": \"iqn.2010-10.org.openstack:v1\"", odd)
                                .replace(
                                        "\"target_portal\": \"192.0.2.1:3260\"",
                                        "\"target_portal\": 7")
                                .replace("\"target_lun\": 1,", "\"target_lun\": \"none\","));
        assertEquals(read(TWO_PATHS).paths(), read.paths());
        assertEquals(read(TWO_PATHS).traits(), read.traits());
        refused(
                TWO_PATHS
                        .replace("\"target_luns\": [1, 7],", "")
                        .replace("\"target_lun\": 1,", "\"target_lun\": \"none\","),
                Reason.BAD_INPUT,
                "target_lun",
                "none");
    }

    @Test
    public void repeatsTheSingleLunForEveryPortalWhenThereIsNoListOfLuns() {
        var connection =
                read(
                        """
                        {"target_portals": ["192.0.2.1:3260", "192.0.2.2:3260"], "target_lun": 4,
                         "target_iqns": ["iqn.2003-01.org.example:a", "iqn.2003-01.org.example:b"]}
                        """);
        assertEquals(
                List.of(4, 4),
                connection.paths().stream().map(p -> ((IscsiPath) p).lun().number()).toList());
    }

    @Test
    public void takesLunZeroWhenASinglePathNamesNone() {
        var connection =
                read(
                        "{\"target_portal\": \"192.0.2.1:3260\", \"target_iqn\": \"iqn.2003-01.org.example:a\"}");
        assertEquals(0, ((IscsiPath) connection.paths().get(0)).lun().number());
    }

    // os-brick D.42: a LUN as text connected, but was never found again at disconnect
    @Test
    public void readsALunWrittenAsTextAsANumber() {
        assertEquals(
                "192.0.2.1:3260 iqn.2003-01.org.example:a lun 3",
                read(bare("\"target_lun\": \"3\"")).paths().get(0).toString());
    }

    @Test
    public void obeysAccessModeAndEnforceMultipath() {
        var traits = read(bare("\"access_mode\": \"ro\", \"enforce_multipath\": true")).traits();
        assertEquals(AccessMode.READ_ONLY, traits.accessMode());
        assertEquals(MultipathDemand.ENFORCED, traits.multipath());
    }

    @Test
    public void namesTheKeyOfALunThatIsAWord() {
        refused(bare("\"target_lun\": \"first\""), Reason.BAD_INPUT, "target_lun", "0 to 32767");
    }

    // peers C.81
    @Test
    public void namesTheKeyOfANegativeLun() {
        refused(bare("\"target_lun\": -1"), Reason.BAD_INPUT, "target_lun", "0 to 32767");
    }

    @Test
    public void namesTheKeyOfALunBeyondAllNumbers() {
        refused(
                bare("\"target_lun\": 99999999999999999999999"),
                Reason.BAD_INPUT,
                "target_lun",
                "0 to 32767");
    }

    @Test
    public void namesTheKeyOfALunThatIsAnObject() {
        refused(bare("\"target_lun\": {}"), Reason.BAD_INPUT, "target_lun", "found an object");
    }

    // os-brick D.19
    @Test
    public void refusesAListWhereOneNameBelongs() {
        refused(
                "{\"target_portal\": \"192.0.2.1:3260\","
                        + " \"target_iqn\": [\"iqn.2003-01.org.example:a\"]}",
                Reason.BAD_INPUT,
                "target_iqn",
                "found a list");
    }

    // os-brick D.21
    @Test
    public void namesTheKeyThatIsMissingBesideAListOfPortals() {
        refused(
                "{\"target_portals\": [\"192.0.2.1:3260\"]}",
                Reason.BAD_INPUT,
                "target_iqns",
                "missing");
    }

    @Test
    public void refusesListsOfUnequalLength() {
        refused(
                TWO_PATHS.replace("[1, 7]", "[1]"),
                Reason.BAD_INPUT,
                "target_luns",
                "expected 2 values");
        refused(
                TWO_PATHS.replace(", \"[2001:DB8::1]:3260\"", ""),
                Reason.BAD_INPUT,
                "target_iqns",
                "expected 1 values");
    }

    @Test
    public void refusesAListOfLunsWithoutTheListsThatItBelongsTo() {
        refused(
                "{\"target_portal\": \"192.0.2.1:3260\", \"target_iqn\":"
                        + " \"iqn.2003-01.org.example:a\", \"target_luns\": [5]}",
                Reason.BAD_INPUT,
                "target_lun",
                "missing");
    }

    @Test
    public void refusesAnEmptyList() {
        refused(
                TWO_PATHS.replace("[1, 7]", "[]"),
                Reason.BAD_INPUT,
                "target_luns",
                "an empty list");
    }

    // os-brick D.12
    @Test
    public void refusesAPortalGivenTwiceInOtherLetters() {
        refused(
                TWO_PATHS.replace("192.0.2.1:3260\", \"[", "[2001:db8:0::1]:3260\", \"["),
                Reason.BAD_INPUT,
                "target_portals",
                "given twice");
    }

    @Test
    public void refusesAPortalWithoutPort() {
        refused(
                "{\"target_portal\": \"192.0.2.1\", \"target_iqn\": \"iqn.2003-01.org.example:a\"}",
                Reason.BAD_INPUT,
                "target_portal",
                "address:port");
    }

    @Test
    public void refusesAnIqnThatIsNone() {
        refused(
                "{\"target_portal\": \"192.0.2.1:3260\", \"target_iqn\": \"--login\"}",
                Reason.BAD_INPUT,
                "target_iqn",
                "not an iSCSI name");
    }

    @Test
    public void refusesAnUnknownVolumeType() {
        refused(
                "{\"driver_volume_type\": \"rbd\", \"data\": {}}",
                Reason.UNSUPPORTED,
                "driver_volume_type",
                "expected iscsi");
    }

    @Test
    public void refusesAVolumeTypeWithoutData() {
        refused(
                "{\"driver_volume_type\": \"iscsi\"}",
                Reason.BAD_INPUT,
                "target_portal",
                "it is missing");
        refused(
                "{\"driver_volume_type\": \"iscsi\", \"data\": []}",
                Reason.BAD_INPUT,
                "data",
                "expected an object");
    }

    @Test
    public void readsTheFlatObjectOfAnAttachmentAsTheNestedOne() {
        for (String type : List.of("iscsi", "iser")) {
            String nested = TWO_PATHS.replace("\"iscsi\"", "\"" + type + "\"");
            ConnectionInformation flat = read(flattened(nested));
            assertEquals(read(nested).paths(), flat.paths());
            assertEquals(read(nested).traits(), flat.traits());
        }
        assertEquals("iser", iface(flattened(TWO_PATHS.replace("\"iscsi\"", "\"iser\""))));
    }

    @Test
    public void readsAnAttachmentAsCinderAnswersIt() {
        var read =
                read(
                        """
                        {"driver_volume_type": "iscsi", "target_discovered": false,
                         "target_portals": ["192.0.2.1:3260", "192.0.2.2:3260"],
                         "target_iqns": ["iqn.2003-01.org.example:a", "iqn.2003-01.org.example:a"],
                         "target_luns": [1, 1], "access_mode": "rw", "encrypted": false,
                         "qos_specs": null, "enforce_multipath": false,
                         "attachment_id": "26a0bc62-3a1f-4a1b-9c4c-1f1f7c4f1d4e"}
                        """);
        assertEquals(2, read.paths().size());
        assertEquals(MultipathDemand.NOT_ENFORCED, read.traits().multipath());
        assertTrue(read.traits().notes().containsKey("attachment_id"));
    }

    @Test
    public void readsTheAnswerThatHoldsNothingButTheConnectionInformation() {
        for (String information : List.of(TWO_PATHS, flattened(TWO_PATHS))) {
            var read = read("{\"connection_info\": " + information + "}");
            assertEquals(read(TWO_PATHS).paths(), read.paths());
            assertEquals(read(TWO_PATHS).traits(), read.traits());
        }
        refused("{\"connection_info\": 7}", Reason.BAD_INPUT, "connection_info", "an object");
    }

    // what is in data beside the type
    private static String flattened(String nested) {
        return nested.replace("\"data\": {", "").replace("}}", "}");
    }

    @Test
    public void refusesJsonCutShort() {
        for (int cut : List.of(1, 20, 60, TWO_PATHS.length() - 3)) {
            var failure = failure(TWO_PATHS.substring(0, cut));
            assertEquals(Reason.BAD_INPUT, failure.reason());
            assertTrue(
                    failure.getMessage(), failure.getMessage().contains("not valid JSON at line"));
        }
    }

    // os-brick D.48
    @Test
    public void doesNotQuoteBrokenJsonSinceItMayHoldASecret() {
        var failure = failure("{\"auth_password\": hunter2}");
        assertFalse(failure.describe(), failure.describe().contains("hunter2"));
    }

    @Test
    public void refusesTenMegabytes() {
        refused("{\"x\": \"" + "y".repeat(10_000_000) + "\"}", Reason.BAD_INPUT, "larger", "1 MiB");
    }

    @Test
    public void refusesDeepNesting() {
        refused("{\"x\": " + "[".repeat(5000), Reason.BAD_INPUT, "not valid JSON", "read");
    }

    @Test
    public void refusesAKeyGivenTwice() {
        refused(
                "{\"target_lun\": 1, \"target_lun\": 2}",
                Reason.BAD_INPUT,
                "not valid JSON",
                "line 1");
    }

    @Test
    public void refusesWhatFollowsTheObject() {
        refused(bare("\"discard\": true") + "{}", Reason.BAD_INPUT, "follows", "JSON object");
    }

    // os-brick D.45
    @Test
    public void refusesWhatIsNotSupportedYetAndNeverIgnoresIt() {
        refused(bare("\"encrypted\": true"), Reason.UNSUPPORTED, "encrypted", "not supported yet");
    }

    // peers C.9
    @Test
    public void readsASerialNumberWithBlanksAndSpecialCharactersAsItIs() {
        assertEquals(
                Optional.of(new SerialNumber("80AdG?RA aR=z")),
                read(bare("\"expected_serial\": \" 80AdG?RA aR=z \"")).traits().expectedSerial());
        refused(
                bare("\"expected_serial\": \"  \""),
                Reason.BAD_INPUT,
                "expected_serial",
                "1 to 252");
    }

    private List<Integer> luns(String data) {
        return read(data).paths().stream().map(path -> ((IscsiPath) path).lun().number()).toList();
    }

    // os-brick D.41
    @Test
    public void appliesTheAddressingModeToEachLunOnce() {
        String ways =
                "\"target_portals\": [\"10.10.0.2:3260\", \"10.10.1.2:3260\"],"
                        + " \"target_iqns\": [\"iqn.2003-01.org.example:a\","
                        + " \"iqn.2003-01.org.example:b\"], \"target_luns\": [255, \"256\"]";
        assertEquals(List.of(255, 256), luns("{" + ways + "}"));
        for (String same : List.of("SAM", "transparent")) {
            String mode = ", \"addressing_mode\": \"" + same + "\"}";
            assertEquals(List.of(255, 256), luns("{" + ways + mode));
        }
        assertEquals(List.of(255, 16640), luns("{" + ways + ", \"addressing_mode\": \"SAM2\"}"));
        assertEquals(
                List.of(16639, 16640), luns("{" + ways + ", \"addressing_mode\": \"SAM3-flat\"}"));
    }

    // os-brick D.41
    @Test
    public void appliesTheAddressingModeToTheLunThatIsNotNamed() {
        assertEquals(List.of(16384), luns(bare("\"addressing_mode\": \"SAM3-flat\"")));
    }

    @Test
    public void refusesALunThatHasItsAddressingAlready() {
        refused(
                bare("\"target_lun\": 16640, \"addressing_mode\": \"SAM2\""),
                Reason.BAD_INPUT,
                "target_lun",
                "addressing in it already");
    }

    private String iface(String information) {
        return ((IscsiPath) read(information).paths().get(0)).iface();
    }

    // os-brick D.16
    @Test
    public void readsTheIfaceOfAllPaths() {
        assertEquals("default", iface(bare("\"discard\": true")));
        assertEquals("eth7", iface(bare("\"iface\": \"eth7\"")));
        refused(bare("\"iface\": \"../x\""), Reason.BAD_INPUT, "iface", "not the name");
        refused(bare("\"iface\": 7"), Reason.BAD_INPUT, "iface", "a text");
    }

    @Test
    public void eachPortalIsUsedFromEachOfSeveralIfaces() {
        String lists =
                "\"target_portals\": [\"10.0.0.1:3260\", \"10.0.0.2:3260\"], \"target_iqns\":"
                        + " [\"iqn.2003-01.org.example:a\", \"iqn.2003-01.org.example:a\"],"
                        + " \"target_luns\": [1, 1], ";
        List<String> paths =
                read("{" + lists + "\"ifaces\": [\"eth7\", \"eth8\"]}").paths().stream()
                        .map(path -> ((IscsiPath) path))
                        .map(path -> path.portal() + " " + path.iface())
                        .toList();
        assertEquals(
                List.of(
                        "10.0.0.1:3260 eth7",
                        "10.0.0.1:3260 eth8",
                        "10.0.0.2:3260 eth7",
                        "10.0.0.2:3260 eth8"),
                paths);
        assertEquals("eth7", iface(bare("\"ifaces\": [\"eth7\"]")));
        refused(
                bare("\"ifaces\": [\"eth7\", \"eth8\"]"),
                Reason.BAD_INPUT,
                "ifaces",
                "discovery goes out from one");
        refused(
                bare("\"iface\": \"eth7\", \"ifaces\": [\"eth8\"]"),
                Reason.BAD_INPUT,
                "ifaces",
                "one of them");
        refused(
                "{" + lists + "\"ifaces\": [\"eth7\", \"eth7\"]}",
                Reason.BAD_INPUT,
                "target_portals",
                "given twice");
    }

    @Test
    public void aVolumeOfIserGoesOverRdmaUnlessItNamesAnotherIface() {
        String data = ", \"data\": " + bare("\"discard\": true") + "}";
        assertEquals("iser", iface("{\"driver_volume_type\": \"iser\"" + data));
        assertEquals("iser", iface("{\"driver_volume_type\": \"ISER\"" + data));
        String named = ", \"data\": " + bare("\"iface\": \"iser7\"") + "}";
        assertEquals("iser7", iface("{\"driver_volume_type\": \"iser\"" + named));
    }

    @Test
    public void refusesAnAddressingModeThatIsNone() {
        refused(
                bare("\"addressing_mode\": \"sam2\""),
                Reason.BAD_INPUT,
                "addressing_mode",
                "SAM3-flat");
    }

    @Test
    public void refusesAFlagThatIsAText() {
        refused(bare("\"encrypted\": \"true\""), Reason.BAD_INPUT, "encrypted", "true or false");
    }

    // os-brick D.46
    @Test
    public void givesOsBricksKeysBesideOursAndReadsTheIdBack() {
        var path = (IscsiPath) read(TWO_PATHS).paths().get(0);
        var attachment =
                new Attachment(
                        new AttachmentId("abcdefghij"),
                        new IscsiConnection(List.of(path)),
                        new Owner("test"),
                        AttachmentState.ATTACHED,
                        Optional.of(new Wwid("36001405aa")),
                        Optional.of(
                                new VolumeDevice(
                                        "/dev/dm-3", "/dev/mapper/x", Optional.of("x"), 1024)),
                        List.of(PathReport.active(path, "sda")),
                        Instant.EPOCH,
                        "");
        String info = format.deviceInfo(attachment);
        assertEquals(
                "{\"type\":\"block\",\"path\":\"/dev/dm-3\",\"scsi_wwn\":\"36001405aa\","
                        + "\"multipath_id\":\"36001405aa\",\"id\":\"abcdefghij\",\"state\":\"ATTACHED\","
                        + "\"size\":1024,\"stable_path\":\"/dev/mapper/x\",\"paths\":[{\"path\":"
                        + "\"192.0.2.1:3260 iqn.2010-10.org.openstack:v1 lun 1\",\"state\":\"ACTIVE\","
                        + "\"disk\":\"sda\",\"detail\":\"\"}]}",
                info);
        DetachRequest request = format.detachRequest("", info, DetachMode.FORCED);
        assertEquals(Optional.of(attachment.id()), request.id());
        assertEquals(DetachMode.FORCED, request.mode());
    }

    @Test
    public void readsTheDeviceInformationOfOsBrick() {
        DetachRequest request =
                format.detachRequest(
                        bare("\"target_lun\": 1"),
                        "{\"type\": \"block\", \"scsi_wwn\": \"360014051234\","
                                + " \"path\": \"/dev/dm-0\", \"multipath_id\": \"360014051234\"}",
                        DetachMode.CONFIGURED);
        assertEquals(Optional.empty(), request.id());
        assertTrue(request.connection().isPresent());
        assertEquals(Optional.of("/dev/dm-0"), request.device().path());
        assertEquals(Optional.of(new Wwid("360014051234")), request.device().wwid());
    }

    @Test
    public void emptyTextInADeviceInformationIsWhatOsBrickDidNotFind() {
        DetachRequest request =
                format.detachRequest(
                        bare("\"target_lun\": 1"),
                        "{\"type\": \"block\", \"scsi_wwn\": \"\", \"path\": \"/dev/sdb\"}",
                        DetachMode.CONFIGURED);
        assertEquals(Optional.of("/dev/sdb"), request.device().path());
        assertEquals(Optional.empty(), request.device().wwid());
        DetachRequest nothing =
                format.detachRequest(
                        bare("\"target_lun\": 1"),
                        "{\"scsi_wwn\": \"\", \"multipath_id\": \"\", \"path\": \"\", \"id\": \"\"}",
                        DetachMode.CONFIGURED);
        assertEquals(KnownDevice.NONE, nothing.device());
        assertEquals(Optional.empty(), nothing.id());
    }

    // nova writes JSON's word for none where its record has no device information
    @Test
    public void aDeviceInformationThatIsNullIsNone() {
        for (String none : List.of("null", " null\n", "")) {
            DetachRequest request =
                    format.detachRequest(bare("\"target_lun\": 1"), none, DetachMode.CONFIGURED);
            assertTrue(request.connection().isPresent());
            assertEquals(KnownDevice.NONE, request.device());
        }
    }

    @Test
    public void theIdentityInADeviceInformationSaysWhichVolumeIsMeant() {
        DetachRequest request =
                format.detachRequest("", "{\"scsi_wwn\": \"360014051234\"}", DetachMode.SAFE);
        assertEquals(Optional.empty(), request.connection());
        assertEquals(Optional.of(new Wwid("360014051234")), request.device().wwid());
    }

    @Test
    public void refusesADeviceInformationThatIsAtOddsWithItself() {
        var failure =
                assertThrows(
                        VolumeException.class,
                        () ->
                                format.detachRequest(
                                        "",
                                        "{\"scsi_wwn\": \"3600a\", \"multipath_id\": \"3600b\"}",
                                        DetachMode.SAFE));
        assertEquals(Reason.BAD_INPUT, failure.reason());
        assertTrue(failure.getMessage(), failure.getMessage().contains("multipath_id"));
        assertThrows(
                VolumeException.class,
                () ->
                        format.detachRequest(
                                "",
                                "{\"type\": \"gpfs\", \"scsi_wwn\": \"3600a\"}",
                                DetachMode.SAFE));
    }

    @Test
    public void refusesADetachThatSaysNothingOfTheVolume() {
        var failure =
                assertThrows(
                        VolumeException.class,
                        () -> format.detachRequest("", "{}", DetachMode.SAFE));
        assertEquals(Reason.BAD_INPUT, failure.reason());
    }

    private static String bare(String more) {
        return "{\"target_portal\": \"192.0.2.1:3260\", \"target_iqn\": \"iqn.2003-01.org.example:a\", "
                + more
                + "}";
    }

    private ConnectionInformation read(String text) {
        return format.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private VolumeException failure(String text) {
        return assertThrows(VolumeException.class, () -> read(text));
    }

    private void refused(String text, Reason reason, String where, String what) {
        VolumeException failure = failure(text);
        assertEquals(failure.getMessage(), reason, failure.reason());
        assertTrue(failure.getMessage(), failure.getMessage().contains(where));
        assertTrue(failure.getMessage(), failure.getMessage().contains(what));
    }

    @Test
    public void bytesThatAreNoTextAreBadInputAndNoFailureOfTheHost() {
        byte[] utf32 = {0, 0, 0, '{', 0x7f, 0, 0, 0};
        byte[] latin = "{\"volume_id\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
        for (byte[] bytes : List.of(utf32, latin)) {
            var failure =
                    assertThrows(
                            VolumeException.class,
                            () -> format.read(new ByteArrayInputStream(bytes)));
            assertEquals(Reason.BAD_INPUT, failure.reason());
        }
    }

    @Test
    public void halfACharacterIsRefused() {
        refused(one("\"volume_id\": \"\\ud800\""), Reason.BAD_INPUT, "", "Unicode");
        refused(one("\"\\udc00\": 1"), Reason.BAD_INPUT, "", "can't be read");
    }

    @Test
    public void secretsInPropertiesThatMeanNothingToUsAreNotKeptAtAnyDepth() {
        ConnectionInformation read =
                read(
                        one(
                                "\"other\": {\"a\": [{\"Password\": \"hush1\"}],"
                                        + " \"keyring\": [\"hush2\"], \"open\": 1},"
                                        + " \"token_list\": [\"hush3\"]"));
        String kept = read.traits().notes().toString();
        assertFalse(kept, kept.contains("hush"));
        assertTrue(kept, kept.contains("\"open\":1"));
    }

    @Test
    public void whatIsKeptOfAVolumeHasALimitAndTheKeyIsNamed() {
        refused(one("\"volume_id\": \"a\\nb\""), Reason.BAD_INPUT, "volume_id", "printable");
        String much = "\"more\": \"" + "m".repeat(20_000) + "\"";
        refused(one(much), Reason.BAD_INPUT, "data", "16384");
        assertEquals(Optional.empty(), read(one("\"volume_id\": \"\"")).volumeId());
    }

    @Test
    public void aDevicesPathThatIsNoneIsRefusedWithItsKey() {
        var failure =
                assertThrows(
                        VolumeException.class,
                        () ->
                                format.detachRequest(
                                        "",
                                        "{\"path\": \"--help\", \"scsi_wwn\": \"36001\"}",
                                        DetachMode.CONFIGURED));
        assertEquals(Reason.BAD_INPUT, failure.reason());
        assertTrue(failure.getMessage(), failure.getMessage().contains("\"path\""));
    }

    private static String one(String more) {
        return "{\"target_portal\": \"192.0.2.1:3260\","
                + " \"target_iqn\": \"iqn.2003-01.org.example:a\", "
                + more
                + "}";
    }
}
