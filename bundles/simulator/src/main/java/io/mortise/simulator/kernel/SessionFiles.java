// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.host.HostFailure;
import io.mortise.host.Written;
import io.mortise.simulator.machine.AttributeWriter;
import io.mortise.simulator.machine.Tree;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** How a session and its host look in sysfs: names, content and order as seen on kernel 6.1. */
final class SessionFiles {
    private final Sysfs sysfs;
    private final Session session;
    private final KernelDevice host;
    private final KernelDevice scsiHost;
    private final KernelDevice iscsiHost;
    private final KernelDevice iscsiSession;
    private final KernelDevice connection;

    SessionFiles(Sysfs sysfs, Session session) {
        this.sysfs = sysfs;
        this.session = session;
        String name = "host" + session.host();
        String top = "/devices/platform/" + name;
        String link = "connection" + session.id() + ":0";
        host = KernelDevice.with(top, "scsi", "DEVTYPE=scsi_host");
        scsiHost = KernelDevice.plain(top + "/scsi_host/" + name, "scsi_host");
        iscsiHost = KernelDevice.plain(top + "/iscsi_host/" + name, "iscsi_host");
        iscsiSession =
                KernelDevice.plain(
                        session.devpath() + "/iscsi_session/session" + session.id(),
                        "iscsi_session");
        connection =
                KernelDevice.plain(
                        session.devpath() + "/" + link + "/iscsi_connection/" + link,
                        "iscsi_connection");
    }

    void addHost(AttributeWriter scan) {
        tell("add", queue("scsi_tmf_" + session.host()));
        tell("add", queue("iscsi_q_" + session.host()));
        sysfs.addToBus(host);
        tell("add", host);
        addScsiHost(scan);
        addIscsiHost();
    }

    void add() {
        tell("add", queue("iscsi_ctrl_" + session.host() + ":" + session.id()));
        addSession();
        addConnection();
    }

    void remove() {
        sysfs.remove(connection);
        sysfs.remove(iscsiSession);
        sysfs.take(KernelDevice.plain(session.devpath(), "iscsi_session"));
        tell("remove", queue("iscsi_ctrl_" + session.host() + ":" + session.id()));
    }

    void removeHost() {
        sysfs.remove(iscsiHost);
        sysfs.remove(scsiHost);
        sysfs.remove(host);
        tell("remove", queue("iscsi_q_" + session.host()));
        tell("remove", queue("scsi_tmf_" + session.host()));
    }

    private void tell(String action, KernelDevice device) {
        sysfs.notices().tell(action, device);
    }

    private static KernelDevice queue(String name) {
        return KernelDevice.plain("/devices/virtual/workqueue/" + name, "workqueue");
    }

    private void addScsiHost(AttributeWriter scan) {
        sysfs.addToClass(scsiHost);
        sysfs.tree().writeOnly(scsiHost.folder() + "/scan", scan);
        sysfs.constants(
                scsiHost.folder(),
                """
                active_mode=Initiator
                can_queue=113
                cmd_per_lun=32
                eh_deadline=off
                host_busy=0
                nr_hw_queues=1
                prot_capabilities=0
                prot_guard_type=0
                sg_prot_tablesize=0
                sg_tablesize=4096
                state=running
                supported_mode=Initiator
                unique_id=0
                use_blk_mq=1""");
        sysfs.constants(scsiHost.folder(), "proc_name=iscsi_" + session.terms().transport());
        tell("add", scsiHost);
    }

    private void addIscsiHost() {
        sysfs.addToClass(iscsiHost);
        String folder = iscsiHost.folder();
        sysfs.constants(folder, "hwaddress=(null)\ninitiatorname=(null)\nnetdev=(null)");
        whileConnected(folder + "/ipaddress", session::localAddress);
        tell("add", iscsiHost);
    }

    private void addSession() {
        sysfs.addToClass(iscsiSession);
        sysfs.constants("/sys" + session.devpath(), "uevent");
        String folder = iscsiSession.folder();
        sysfs.constants(
                folder,
                """
                abort_tmo=15
                data_pdu_in_order=0
                data_seq_in_order=0
                erl=0
                fast_abort=1
                first_burst_len=65536
                immediate_data=1
                initial_r2t=1
                lu_reset_tmo=30
                max_burst_len=262144
                max_outstanding_r2t=1
                password=(null)
                password_in=(null)
                tgt_reset_tmo=30
                username=(null)
                username_in=(null)""");
        sysfs.constants(folder, "target_id=" + session.targetNumber());
        sysfs.constants(folder, "ifacename=" + session.terms().iface());
        sysfs.constants(folder, "creator=" + session.terms().creator());
        sysfs.constants(folder, "initiatorname=" + session.terms().initiator());
        once(folder + "/targetname", session::named, session.terms()::target, "(null)");
        addChanging(folder);
        tell("add", iscsiSession);
    }

    private void addChanging(String folder) {
        Tree tree = sysfs.tree();
        tree.attribute(folder + "/state", () -> session.state().session() + "\n");
        tree.attribute(folder + "/tpgt", () -> session.tag() + "\n");
        tree.attribute(
                folder + "/target_state", () -> session.scanned() ? "SCANNED\n" : "ALLOCATED\n");
        tree.attribute(
                folder + "/recovery_tmo",
                () -> session.recoverySeconds() + "\n",
                (text, answer) -> {
                    if (!text.strip().matches("[0-9]{1,9}")) {
                        answer.accept(Written.REFUSED);
                        return;
                    }
                    session.recoverySeconds(Integer.parseInt(text.strip()));
                    answer.accept(Written.DONE);
                });
    }

    private void addConnection() {
        sysfs.addToClass(connection);
        String folder = connection.folder();
        sysfs.constants(folder.replaceFirst("/iscsi_connection/.*", ""), "uevent");
        sysfs.constants(
                folder,
                """
                data_digest=0
                exp_statsn=0
                header_digest=0
                max_recv_dlength=262144
                max_xmit_dlength=262144
                ping_tmo=5
                recv_tmo=5""");
        once(folder + "/persistent_address", session::addressed, session::hostPart, "(null)");
        once(folder + "/persistent_port", session::addressed, session::port, "0");
        whileConnected(folder + "/address", () -> Session.hostPart(session.current()));
        whileConnected(folder + "/port", () -> Session.port(session.current()));
        whileConnected(
                folder + "/local_port", () -> Integer.toString(40000 + session.id() % 20000));
        sysfs.tree().attribute(folder + "/state", () -> session.state().connection() + "\n");
        tell("add", connection);
    }

    private void once(String path, BooleanSupplier told, Supplier<String> text, String before) {
        sysfs.tree().attribute(path, () -> (told.getAsBoolean() ? text.get() : before) + "\n");
    }

    // what the kernel reads from the socket: an error while there is none
    private void whileConnected(String path, Supplier<String> text) {
        readable(path, session::connected, text);
    }

    private void readable(String path, BooleanSupplier condition, Supplier<String> text) {
        sysfs.tree()
                .attribute(
                        path,
                        () -> {
                            if (!condition.getAsBoolean()) {
                                throw new HostFailure(
                                        HostFailure.Kind.IO, "reading " + path, "not set");
                            }
                            return text.get() + "\n";
                        });
    }
}
