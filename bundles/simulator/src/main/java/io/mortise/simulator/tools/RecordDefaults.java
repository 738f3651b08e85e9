// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All names of a node record of open-iscsi 2.1.8, in its order, with the values that Debian's
 * iscsid.conf and the built-in defaults give.
 */
final class RecordDefaults {
    private static final String TEXT =
            """
            node.name=
            node.tpgt=-1
            node.startup=manual
            node.leading_login=No
            iface.iscsi_ifacename=default
            iface.net_ifacename=
            iface.ipaddress=
            iface.prefix_len=0
            iface.hwaddress=
            iface.transport_name=tcp
            iface.initiatorname=
            iface.state=
            iface.vlan_id=0
            iface.vlan_priority=0
            iface.vlan_state=
            iface.iface_num=0
            iface.mtu=0
            iface.port=0
            iface.bootproto=
            iface.subnet_mask=
            iface.gateway=
            iface.dhcp_alt_client_id_state=
            iface.dhcp_alt_client_id=
            iface.dhcp_dns=
            iface.dhcp_learn_iqn=
            iface.dhcp_req_vendor_id_state=
            iface.dhcp_vendor_id_state=
            iface.dhcp_vendor_id=
            iface.dhcp_slp_da=
            iface.fragmentation=
            iface.gratuitous_arp=
            iface.incoming_forwarding=
            iface.tos_state=
            iface.tos=0
            iface.ttl=0
            iface.delayed_ack=
            iface.tcp_nagle=
            iface.tcp_wsf_state=
            iface.tcp_wsf=0
            iface.tcp_timer_scale=0
            iface.tcp_timestamp=
            iface.redirect=
            iface.def_task_mgmt_timeout=0
            iface.header_digest=
            iface.data_digest=
            iface.immediate_data=
            iface.initial_r2t=
            iface.data_seq_inorder=
            iface.data_pdu_inorder=
            iface.erl=0
            iface.max_receive_data_len=0
            iface.first_burst_len=0
            iface.max_outstanding_r2t=0
            iface.max_burst_len=0
            iface.chap_auth=
            iface.bidi_chap=
            iface.strict_login_compliance=
            iface.discovery_auth=
            iface.discovery_logout=
            node.discovery_address=
            node.discovery_port=0
            node.discovery_type=static
            node.session.initial_cmdsn=0
            node.session.initial_login_retry_max=8
            node.session.xmit_thread_priority=-20
            node.session.cmds_max=128
            node.session.queue_depth=32
            node.session.nr_sessions=1
            node.session.auth.authmethod=None
            node.session.auth.username=
            node.session.auth.password=
            node.session.auth.username_in=
            node.session.auth.password_in=
            node.session.auth.chap_algs=MD5
            node.session.timeo.replacement_timeout=120
            node.session.err_timeo.abort_timeout=15
            node.session.err_timeo.lu_reset_timeout=30
            node.session.err_timeo.tgt_reset_timeout=30
            node.session.err_timeo.host_reset_timeout=60
            node.session.iscsi.FastAbort=Yes
            node.session.iscsi.InitialR2T=No
            node.session.iscsi.ImmediateData=Yes
            node.session.iscsi.FirstBurstLength=262144
            node.session.iscsi.MaxBurstLength=16776192
            node.session.iscsi.DefaultTime2Retain=0
            node.session.iscsi.DefaultTime2Wait=2
            node.session.iscsi.MaxConnections=1
            node.session.iscsi.MaxOutstandingR2T=1
            node.session.iscsi.ERL=0
            node.session.scan=auto
            node.session.reopen_max=0
            node.conn[0].address=
            node.conn[0].port=3260
            node.conn[0].startup=manual
            node.conn[0].tcp.window_size=524288
            node.conn[0].tcp.type_of_service=0
            node.conn[0].timeo.logout_timeout=15
            node.conn[0].timeo.login_timeout=15
            node.conn[0].timeo.auth_timeout=45
            node.conn[0].timeo.noop_out_interval=5
            node.conn[0].timeo.noop_out_timeout=5
            node.conn[0].iscsi.MaxXmitDataSegmentLength=0
            node.conn[0].iscsi.MaxRecvDataSegmentLength=262144
            node.conn[0].iscsi.HeaderDigest=None
            node.conn[0].iscsi.DataDigest=None
            node.conn[0].iscsi.IFMarker=No
            node.conn[0].iscsi.OFMarker=No
            """;

    private RecordDefaults() {}

    static Map<String, String> all() {
        Map<String, String> values = new LinkedHashMap<>();
        TEXT.lines()
                .forEach(
                        line -> {
                            int equals = line.indexOf('=');
                            values.put(line.substring(0, equals), line.substring(equals + 1));
                        });
        return Collections.unmodifiableMap(values);
    }
}
