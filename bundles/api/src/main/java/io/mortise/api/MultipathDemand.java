// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

/** Whether a volume may be handed out without a multipath map. */
public enum MultipathDemand {
    /** As the configuration key {@code enforce.multipath} says. */
    CONFIGURED,
    /** An attach without a map fails. */
    ENFORCED,
    /** Without a map, one path is handed out, and the attachment is degraded. */
    NOT_ENFORCED
}
