// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Told what is on the host: register it as a service. Each call brings all there is, first as it is
 * at registration and then after each change (after the journal has it), in order, from one queue
 * per listener; when changes come faster than the listener takes them, only the latest is brought.
 * Called outside all locks, by one thread at a time; what it throws is logged.
 */
@ConsumerType
public interface HostListener {
    /** All attachments. */
    default void attachments(List<Attachment> all) {}

    /** All iSCSI sessions, whoever made them. */
    default void sessions(List<IscsiSession> all) {}

    /** All multipath maps, whoever made them. */
    default void maps(List<MultipathMap> all) {}
}
