// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Names of hosts on the network. Thread-safe. */
@ProviderType
public interface HostNames {
    /**
     * The addresses of a host, the one to be tried first first: those of IPv4 before those of IPv6
     * unless the JVM is told otherwise ({@code java.net.preferIPv6Addresses}), else as {@code
     * getaddrinfo} orders them.
     *
     * @return IPv4 and IPv6 addresses, without brackets; empty if the name is unknown, or there was
     *     no answer before the deadline
     */
    List<String> addresses(String name, Deadline deadline);
}
