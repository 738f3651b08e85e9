// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Deadline;
import io.mortise.host.HostNames;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system's resolver, which can hang for long when a name server does not answer, and which
 * nothing can interrupt.
 */
final class ResolverNames implements HostNames {
    private static final Logger LOG = LoggerFactory.getLogger(ResolverNames.class);

    private final Expendable expendable;

    ResolverNames(Expendable expendable) {
        this.expendable = expendable;
    }

    @Override
    public List<String> addresses(String name, Deadline deadline) {
        return expendable.call("look-up of " + name, deadline, () -> ask(name)).orElse(List.of());
    }

    private static List<String> ask(String name) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .map(address -> address.replaceFirst("%.*", ""))
                    .toList();
        } catch (UnknownHostException e) {
            LOG.debug("{}: {}", name, e.getMessage());
            return List.of();
        }
    }
}
