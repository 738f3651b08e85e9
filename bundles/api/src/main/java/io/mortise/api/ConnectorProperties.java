// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Objects;
import java.util.Optional;

/**
 * What a control plane needs to know of this host before it can export a volume to it.
 *
 * @param initiator the host's iSCSI name, if it has one
 * @param ip the address by which control planes know this host, if configured
 * @param host the host's name, as configured, else as the kernel has it
 * @param platform the machine's architecture, as {@code uname -m}
 * @param osType {@code linux}
 * @param multipath whether volumes are attached over all their paths
 * @param enforceMultipath whether an attach without a map fails
 */
public record ConnectorProperties(
        Optional<Iqn> initiator,
        Optional<String> ip,
        String host,
        String platform,
        String osType,
        boolean multipath,
        boolean enforceMultipath) {
    public ConnectorProperties {
        Objects.requireNonNull(initiator, "initiator");
        Objects.requireNonNull(ip, "ip");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(osType, "osType");
    }
}
