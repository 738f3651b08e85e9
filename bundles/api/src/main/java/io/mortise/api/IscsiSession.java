// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A login to a target through a portal, whoever made it.
 *
 * @param sid the kernel's session number
 * @param target the target's name
 * @param portal the portal that was asked for (the persistent one)
 * @param iface the open-iscsi iface, {@code default} if none was named
 * @param transport {@code tcp}, {@code iser}, ...
 * @param state the kernel's word: {@code LOGGED_IN}, {@code FAILED}, {@code FREE}
 * @param host the SCSI host number
 * @param disks the kernel's names of the disks it carries
 * @param attachments the attachments whose trails name it
 */
public record IscsiSession(
        int sid,
        Iqn target,
        Portal portal,
        String iface,
        String transport,
        String state,
        int host,
        List<String> disks,
        Set<AttachmentId> attachments) {
    public IscsiSession {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(portal, "portal");
        Objects.requireNonNull(iface, "iface");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(state, "state");
        disks = List.copyOf(disks);
        attachments = Set.copyOf(attachments);
    }
}
