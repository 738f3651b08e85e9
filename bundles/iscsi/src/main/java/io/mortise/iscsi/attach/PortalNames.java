// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Portal;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks host names of portals up, each once as an operation begins. From then on the operation and
 * its journal know addresses only, so a name that leads elsewhere later changes nothing for what is
 * attached.
 */
public final class PortalNames {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Host host;

    public PortalNames(Host host) {
        this.host = host;
    }

    /**
     * The same with addresses.
     *
     * @throws VolumeException PORTAL_UNREACHABLE, naming the portal whose name is unknown
     */
    public IscsiConnection resolved(IscsiConnection connection) {
        return resolved(connection, host.tasks().deadline(LIMIT));
    }

    /** As {@link #resolved(IscsiConnection)}, within what is left of a deadline. */
    IscsiConnection resolved(IscsiConnection connection, Deadline deadline) {
        Map<String, Portal> found = lookUp(connection, deadline.atMost(LIMIT));
        if (found.isEmpty()) {
            return connection;
        }
        List<IscsiPath> paths =
                connection.paths().stream()
                        .map(
                                path ->
                                        path.portal().isNamed()
                                                ? path.at(
                                                        new Portal(
                                                                found.get(path.portal().address())
                                                                        .address(),
                                                                path.portal().port()))
                                                : path)
                        .toList();
        try {
            return new IscsiConnection(paths, connection.traits(), connection.access());
        } catch (IllegalArgumentException same) {
            throw VolumeException.pointless(
                            Reason.BAD_INPUT,
                            "host names of different portals lead to the same one: "
                                    + same.getMessage(),
                            "Nothing was touched: name each portal once.")
                    .causedBy(same);
        }
    }

    private Map<String, Portal> lookUp(IscsiConnection connection, Deadline deadline) {
        Map<String, Task<Portal>> asked = new TreeMap<>();
        connection.paths().stream()
                .map(IscsiPath::portal)
                .filter(Portal::isNamed)
                .forEach(
                        portal ->
                                asked.computeIfAbsent(
                                        portal.address(),
                                        name ->
                                                host.tasks()
                                                        .fork(
                                                                "look up " + name,
                                                                () -> address(portal, deadline))));
        host.tasks().join(asked.values(), Deadline.never(host.tasks()));
        var found = new TreeMap<String, Portal>();
        asked.forEach((name, task) -> found.put(name, task.result().orElseThrow()));
        return found;
    }

    // what is no address, or would have to be looked up itself, is no answer
    private static Optional<Portal> at(String address, int port) {
        try {
            return Optional.of(new Portal(address, port)).filter(portal -> !portal.isNamed());
        } catch (IllegalArgumentException other) {
            return Optional.empty();
        }
    }

    private Portal address(Portal portal, Deadline deadline) {
        return host.names().addresses(portal.address(), deadline).stream()
                .flatMap(address -> at(address, portal.port()).stream())
                .findFirst()
                .orElseThrow(
                        () ->
                                VolumeException.passing(
                                        Reason.PORTAL_UNREACHABLE,
                                        "the host name of the portal "
                                                + portal
                                                + " could not be looked up within "
                                                + LIMIT.toSeconds()
                                                + " s, or is unknown",
                                        "Nothing was touched: see /etc/hosts and the name server,"
                                                + " or give the portal's address."));
    }
}
