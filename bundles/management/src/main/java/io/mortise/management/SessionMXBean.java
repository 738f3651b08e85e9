// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import java.util.List;

/** An iSCSI session, whoever made it. */
public interface SessionMXBean {
    /** The kernel's number of it. */
    int getSid();

    /** The target's name. */
    String getTarget();

    /** The portal. */
    String getPortal();

    /** The open-iscsi iface. */
    String getIface();

    /** The transport: tcp, iser. */
    String getTransport();

    /** The kernel's word for its state: LOGGED_IN, FAILED, FREE. */
    String getState();

    /** The SCSI host's number. */
    int getHost();

    /** The disks it carries. */
    List<String> getDisks();

    /** The attachments that use it. */
    List<String> getAttachments();
}
