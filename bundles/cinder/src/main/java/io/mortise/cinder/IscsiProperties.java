// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.cinder;

import io.mortise.api.AccessMode;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiAccess;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.LunAddressing;
import io.mortise.api.MultipathDemand;
import io.mortise.api.Portal;
import io.mortise.api.SerialNumber;
import io.mortise.api.VolumeTraits;
import io.mortise.api.Wwid;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The iSCSI keys of Cinder's connection information, as os-brick reads them. */
final class IscsiProperties {

    private final Properties properties;

    IscsiProperties(Map<String, Object> data) {
        this.properties = new Properties(data);
    }

    /**
     * @param iface where no key names one
     */
    IscsiConnection connection(String iface) {
        refuseWhatIsNotSupported();
        List<String> from = ifaces(iface);
        List<IscsiPath> paths =
                paths().stream()
                        .flatMap(path -> from.stream().map(name -> from(path, name)))
                        .toList();
        var credentials = new AccessProperties(properties);
        try {
            IscsiAccess access = listed() ? credentials.access() : credentials.withDiscovery();
            return connection(paths, traits(), access);
        } catch (RuntimeException refused) {
            credentials.wipe();
            throw refused;
        }
    }

    private static IscsiConnection connection(
            List<IscsiPath> paths, VolumeTraits traits, IscsiAccess access) {
        try {
            return new IscsiConnection(paths, traits, access);
        } catch (IllegalArgumentException e) {
            throw Properties.bad("target_portals", e.getMessage()).causedBy(e);
        }
    }

    // os-brick has one for all; with several each portal is used from each of them
    private List<String> ifaces(String iface) {
        Optional<String> one = properties.text("iface");
        Optional<List<String>> several = properties.list("ifaces", "ifaces", name -> name);
        if (one.isPresent() && several.isPresent()) {
            throw Properties.bad("ifaces", "iface is given too; give one of them");
        }
        if (several.isPresent() && several.get().size() > 1 && !listed()) {
            throw Properties.bad(
                    "ifaces",
                    "discovery goes out from one iface; give target_portals and target_iqns, or one"
                            + " iface");
        }
        return several.orElse(List.of(one.orElse(iface)));
    }

    private static IscsiPath from(IscsiPath path, String iface) {
        try {
            return path.from(iface);
        } catch (IllegalArgumentException e) {
            throw Properties.bad("iface", e.getMessage()).causedBy(e);
        }
    }

    // before anything else is looked at: what changes the meaning of the data is never ignored
    private void refuseWhatIsNotSupported() {
        if (properties.flag("encrypted").orElse(false)) {
            throw Properties.unsupported("encrypted", "encryption");
        }
    }

    // os-brick discovers whatever target_discovered says, unless it is given both lists
    private boolean listed() {
        return properties.has("target_portals") && properties.has("target_iqns");
    }

    // the lists count only if both portals and targets are lists (os-brick, _get_ips_iqns_luns)
    private List<IscsiPath> paths() {
        Optional<List<Portal>> portals =
                properties.list("target_portals", "portals", Portal::parse);
        Optional<List<Iqn>> targets = properties.list("target_iqns", "iSCSI names", Iqn::parse);
        Optional<List<Lun>> luns = properties.list("target_luns", "LUNs", this::lun);
        if (portals.isPresent() && targets.isPresent()) {
            return paths(portals.get(), targets.get(), luns);
        }
        Optional<Portal> portal = properties.value("target_portal", "a portal", Portal::parse);
        Optional<Iqn> target = properties.value("target_iqn", "an iSCSI name", Iqn::parse);
        Optional<Lun> lun = singleLun();
        if (portals.isPresent() && target.isEmpty() || targets.isPresent() && portal.isEmpty()) {
            throw missing(portals.isPresent() ? "target_iqns" : "target_portals");
        }
        // LUN 0, which os-brick takes then, may be another volume
        if (lun.isEmpty() && luns.isPresent()) {
            throw missing("target_lun");
        }
        return List.of(
                new IscsiPath(
                        portal.orElseThrow(() -> missing("target_portal")),
                        target.orElseThrow(() -> missing("target_iqn")),
                        lun.orElseGet(() -> lun("0"))));
    }

    // drivers put things into the singular keys that are no portal or name: nobody reads them here
    private List<IscsiPath> paths(
            List<Portal> portals, List<Iqn> targets, Optional<List<Lun>> luns) {
        properties.passOver("target_portal", "target_iqn", "target_lun");
        int ways = portals.size();
        sameLength("target_iqns", targets.size(), ways);
        List<Lun> each =
                luns.or(() -> singleLun().map(one -> Collections.nCopies(ways, one)))
                        .orElseThrow(() -> missing("target_luns"));
        sameLength("target_luns", each.size(), ways);
        return IntStream.range(0, ways)
                .mapToObj(i -> new IscsiPath(portals.get(i), targets.get(i), each.get(i)))
                .toList();
    }

    private Optional<Lun> singleLun() {
        return properties.value("target_lun", "a LUN", this::lun);
    }

    // the one place where the mode is applied
    private Lun lun(String text) {
        int number = Lun.parse(text).number();
        return properties
                .value("addressing_mode", "an addressing mode", LunAddressing::parse)
                .orElse(LunAddressing.SAM)
                .lun(number);
    }

    private VolumeTraits traits() {
        AccessMode access =
                properties
                        .value("access_mode", "rw or ro", IscsiProperties::access)
                        .orElse(AccessMode.READ_WRITE);
        MultipathDemand multipath =
                properties
                        .flag("enforce_multipath")
                        .map(yes -> yes ? MultipathDemand.ENFORCED : MultipathDemand.NOT_ENFORCED)
                        .orElse(MultipathDemand.CONFIGURED);
        Optional<Wwid> wwid = properties.value("expected_wwid", "a WWID", Wwid::new);
        Optional<SerialNumber> serial =
                properties.value("expected_serial", "a serial number", SerialNumber::new);
        Optional<String> volume = properties.text("volume_id").filter(id -> !id.isEmpty());
        Properties.checked("volume_id", () -> VolumeTraits.NONE.named(volume));
        Map<String, String> notes = Notes.of(properties.rest());
        return Properties.checked(
                "data", () -> new VolumeTraits(volume, access, multipath, wwid, serial, notes));
    }

    private static AccessMode access(String text) {
        return switch (text) {
            case "rw" -> AccessMode.READ_WRITE;
            case "ro" -> AccessMode.READ_ONLY;
            default -> throw new IllegalArgumentException("expected rw or ro");
        };
    }

    private static void sameLength(String key, int found, int expected) {
        if (found != expected) {
            throw Properties.bad(
                    key, "expected " + expected + " values, as in target_portals, found " + found);
        }
    }

    private static RuntimeException missing(String key) {
        return Properties.bad(key, "it is missing");
    }
}
