// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.kernel.Disk;
import io.mortise.simulator.kernel.Kernel;
import io.mortise.simulator.kernel.Session;
import java.util.List;

/** Sessions as {@code iscsiadm -m session -P LEVEL} prints them. */
final class SessionReport {
    private static final String NEGOTIATED =
            """
            \t\t*****
            \t\tCHAP:
            \t\t*****
            \t\tusername: <empty>
            \t\tpassword: ********
            \t\tusername_in: <empty>
            \t\tpassword_in: ********
            \t\t************************
            \t\tNegotiated iSCSI params:
            \t\t************************
            \t\tHeaderDigest: None
            \t\tDataDigest: None
            \t\tMaxRecvDataSegmentLength: 262144
            \t\tMaxXmitDataSegmentLength: 262144
            \t\tFirstBurstLength: 65536
            \t\tMaxBurstLength: 262144
            \t\tImmediateData: Yes
            \t\tInitialR2T: Yes
            \t\tMaxOutstandingR2T: 1
            """;

    private final Kernel kernel;
    private final int level;

    SessionReport(Kernel kernel, int level) {
        this.kernel = kernel;
        this.level = level;
    }

    String of(List<Session> sessions) {
        var text = new StringBuilder();
        if (level == 3) {
            text.append("iSCSI Transport Class version 2.0-870\nversion 2.1.8\n");
        }
        String last = "";
        for (Session session : sessions) {
            String target = session.terms().target();
            if (level == 0) {
                text.append("tcp: [" + session.id() + "] " + portal(session) + " " + target);
                text.append(" (non-flash)\n");
                continue;
            }
            if (!target.equals(last)) {
                text.append("Target: " + target + " (non-flash)\n");
                last = target;
            }
            describe(text, session);
        }
        return text.toString();
    }

    private void describe(StringBuilder text, Session session) {
        text.append("\tCurrent Portal: " + session.current() + "," + session.tag() + "\n");
        text.append("\tPersistent Portal: " + portal(session) + "\n");
        heading(text, "Interface:", 10);
        line(text, "Iface Name: default");
        line(text, "Iface Transport: tcp");
        line(text, "Iface Initiatorname: " + session.terms().initiator());
        line(text, "Iface IPaddress: " + session.localAddress());
        line(text, "Iface HWaddress: default");
        line(text, "Iface Netdev: default");
        line(text, "SID: " + session.id());
        line(text, "iSCSI Connection State: " + connection(session));
        line(text, "iSCSI Session State: " + session.state().session());
        line(text, "Internal iscsid Session State: NO CHANGE");
        if (level >= 2) {
            heading(text, "Timeouts:", 9);
            line(text, "Recovery Timeout: " + session.recoverySeconds());
            line(text, "Target Reset Timeout: 30");
            line(text, "LUN Reset Timeout: 30");
            line(text, "Abort Timeout: 15");
            text.append(NEGOTIATED);
        }
        if (level == 3) {
            heading(text, "Attached SCSI devices:", 24);
            line(text, "Host Number: " + session.host() + "\tState: running");
            kernel.disks().of(session).forEach(disk -> attached(text, disk));
        }
    }

    private static void attached(StringBuilder text, Disk disk) {
        Session session = disk.session();
        line(
                text,
                "scsi%d Channel 00 Id %d Lun: %d"
                        .formatted(session.host(), session.targetNumber(), disk.lun()));
        line(text, "\tAttached scsi disk " + disk.name() + "\t\tState: " + disk.state());
    }

    private static String connection(Session session) {
        return switch (session.state()) {
            case NEW -> "FREE";
            case NAMED, OPENING -> "IN LOGIN";
            case UP -> "LOGGED IN";
            case FAILED, GIVEN_UP -> "TRANSPORT WAIT";
        };
    }

    private static String portal(Session session) {
        return session.terms().address() + "," + session.tag();
    }

    private static void heading(StringBuilder text, String title, int stars) {
        line(text, "*".repeat(stars));
        line(text, title);
        line(text, "*".repeat(stars));
    }

    private static void line(StringBuilder text, String line) {
        text.append("\t\t").append(line).append("\n");
    }
}
