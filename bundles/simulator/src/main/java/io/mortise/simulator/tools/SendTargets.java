// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.array.ArrayDiscovery;
import io.mortise.simulator.array.Doorkeeper.Credentials;
import io.mortise.simulator.array.Gateway;
import io.mortise.simulator.array.StorageArray;
import io.mortise.simulator.daemons.IscsiStatus;
import io.mortise.simulator.fabric.Wire;
import io.mortise.simulator.machine.Process;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code iscsiadm -m discovery} and {@code -m discoverydb -D}, both {@code -t sendtargets -o
 * nonpersistent}: asks a portal for targets and keeps nothing. Only the latter reads discovery's
 * record of the portal.
 */
final class SendTargets {
    private static final String RECORDS = "/etc/iscsi/send_targets/";
    private static final String PREFIX = "discovery.sendtargets.";
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(1);
    private static final Duration MUTE = Duration.ofSeconds(30);

    private final Surroundings around;
    private final Process process;
    private final Options options;
    private final String portal;
    private final Map<String, String> record;

    SendTargets(Surroundings around, Process process, Options options) {
        this.around = around;
        this.process = process;
        this.options = options;
        this.portal = options.value("p").orElse("");
        this.record = record();
    }

    /** Whether it is one of the two forms. */
    static boolean meant(Options options) {
        boolean database = options.value("m").equals(Optional.of("discoverydb"));
        return options.value("t").filter(List.of("st", "sendtargets")::contains).isPresent()
                && options.value("o").equals(Optional.of("nonpersistent"))
                && options.has("p")
                && database == options.has("D");
    }

    private Map<String, String> record() {
        Map<String, String> values = new HashMap<>();
        if (options.has("D")) {
            int colon = portal.lastIndexOf(':');
            String address = portal.substring(0, colon).replaceAll("[\\[\\]]", "");
            String folder = RECORDS + address + "," + portal.substring(colon + 1);
            process.machine()
                    .tree()
                    .read(folder + "/st_config")
                    .ifPresent(text -> text.lines().forEach(line -> put(values, line)));
        }
        return values;
    }

    private static void put(Map<String, String> values, String line) {
        int equals = line.indexOf('=');
        if (!line.startsWith("#") && equals > 0) {
            values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
    }

    int run() {
        if (options.has("D")) {
            var lock = new DatabaseLock(process);
            lock.take();
            lock.giveBack();
        }
        Optional<String> iface = options.value("I").filter(name -> !name.equals("default"));
        if (iface.filter(name -> !process.machine().tree().exists(ifaceFile(name))).isPresent()) {
            process.err(
                    "iscsiadm: Could not read iface info for "
                            + iface.get()
                            + ". Make sure an iface config with the file name and"
                            + " iface.iscsi_ifacename "
                            + iface.get()
                            + " is in /etc/iscsi/ifaces.\n");
            return IscsiStatus.NO_OBJECTS;
        }
        if (!around.iscsid().running()) {
            process.err("iscsiadm: can not connect to iSCSI daemon (111)!\n");
            process.err("iscsiadm: Cannot perform discovery. Initiatorname required.\n");
            return failed(IscsiStatus.DAEMON);
        }
        return asked(wire());
    }

    private static String ifaceFile(String name) {
        return "/etc/iscsi/ifaces/" + name;
    }

    private Wire wire() {
        StorageArray array = around.iscsid().array();
        return array.gateway(portal)
                .map(Gateway::wire)
                .orElseGet(() -> array.knowsHost(portal) ? Wire.REFUSING : Wire.CUT);
    }

    private int asked(Wire wire) {
        switch (wire) {
            case REFUSING -> {
                process.pause(REFUSED_AGAIN);
                return failed(IscsiStatus.PDU_TIMEOUT);
            }
            case CUT -> {
                process.pause(connecting());
                return failed(IscsiStatus.PDU_TIMEOUT);
            }
            case SILENT -> {
                process.pause(MUTE);
                return failed(IscsiStatus.FATAL_LOGIN);
            }
            default -> {
                process.pause(around.latencies().get().login());
                return answered();
            }
        }
    }

    // each attempt takes its limit; one more is made than reopen_max says
    private Duration connecting() {
        int timeout = number("timeo.login_timeout", 15);
        int again = number("reopen_max", 5);
        return Duration.ofSeconds((long) timeout * (again + 1));
    }

    private int number(String name, int byDefault) {
        return Integer.parseInt(record.getOrDefault(PREFIX + name, String.valueOf(byDefault)));
    }

    private int answered() {
        ArrayDiscovery discovery = around.iscsid().array().discovery();
        switch (discovery.doorkeeper().judge(credentials())) {
            case REFUSED -> {
                process.err("iscsiadm: Login failed to authenticate with target \n");
                return failed(IscsiStatus.LOGIN_NOT_AUTHORIZED);
            }
            case UNPROVEN -> {
                process.err("iscsiadm: Login authentication failed with target \n");
                return failed(IscsiStatus.FATAL_LOGIN);
            }
            default -> {
                discovery.named(portal).forEach(line -> process.out(line + "\n"));
                return IscsiStatus.SUCCESS;
            }
        }
    }

    private Credentials credentials() {
        return auth("authmethod").equals("CHAP")
                ? new Credentials(
                        auth("username"),
                        auth("password"),
                        auth("username_in"),
                        auth("password_in"))
                : Credentials.NONE;
    }

    private String auth(String name) {
        return record.getOrDefault(PREFIX + "auth." + name, "");
    }

    private int failed(int status) {
        process.err(
                "iscsiadm: Could not perform SendTargets discovery: "
                        + IscsiStatus.text(status)
                        + "\n");
        return status;
    }
}
