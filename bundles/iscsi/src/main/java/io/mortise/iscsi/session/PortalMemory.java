// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.session;

import io.mortise.api.IscsiPath;
import io.mortise.api.Portal;
import io.mortise.host.Tasks;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which portals did not answer lately, on this host, in memory only: they are tried last, and not
 * waited for where others do. A session through a portal clears it. Thread-safe.
 */
public final class PortalMemory {
    private final Map<Way, Failure> failures = new ConcurrentHashMap<>();

    /**
     * What happened at a portal.
     *
     * @param name the session that was to be opened
     * @param at when, on the clock of {@link Tasks#nanos()}
     * @param detail what was said of it
     */
    public record Failure(SessionName name, long at, String detail) {
        /** How long ago it was. */
        public Duration age(Tasks tasks) {
            return Duration.ofNanos(tasks.nanos() - at);
        }
    }

    /** A portal from an iface: one card may reach it and another not. */
    private record Way(Portal portal, String iface) {
        private static Way of(IscsiPath path) {
            return new Way(path.portal(), path.iface());
        }
    }

    /** A login through its portal got no answer. */
    public void failed(SessionName name, long at, String detail) {
        failures.put(new Way(name.portal(), name.iface()), new Failure(name, at, detail));
    }

    /** A session through it is up. */
    public void works(IscsiPath path) {
        failures.remove(Way.of(path));
    }

    /** The last failure of a path's portal, if nothing worked since. */
    public Optional<Failure> failure(IscsiPath path) {
        return Optional.ofNullable(failures.get(Way.of(path)));
    }

    /** The same, if it is not older than that. */
    public Optional<Failure> failure(IscsiPath path, Duration noOlder, Tasks tasks) {
        return failure(path).filter(failure -> failure.age(tasks).compareTo(noOlder) < 0);
    }
}
