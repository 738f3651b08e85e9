// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.settings;

import java.time.Duration;
import java.util.Objects;

/**
 * What can be set, as it is in force. An operation keeps the settings it began with.
 *
 * @param deviceScanAttempts how often the exact LUN is looked for per session: at 0, 1, 3, 7 s...
 * @param attachTimeout how long an attach may take
 * @param detachTimeout how long a detach may take
 * @param extendTimeout how long an extend may take
 * @param loginTimeout how long one attempt of a login may take
 * @param loginAttempts how often iscsid tries a login
 * @param commandTimeout how long iscsiadm may take beyond the login's own limit
 * @param multipath whether volumes are attached over all their paths
 * @param enforceMultipath whether an attach without a map fails
 * @param minimumPaths with fewer active paths an attach fails
 * @param mapTimeout how long to wait for multipathd to make the map
 * @param pathGrace how long to wait for further paths once the minimum is active
 * @param portalMemory how long a portal that did not answer is tried last and not waited for
 * @param force whether a detach as configured goes on after failures
 * @param ignoreErrors whether a forced detach as configured reports failures without failing
 * @param identityRequired whether a volume without any identity is refused
 * @param flushTimeout how long bringing unwritten data to a disk may take
 * @param flushAttempts how often that is tried
 * @param removalTimeout how long a deleted disk or closed session may take to be gone
 * @param ip the address by which control planes know this host; may be empty
 * @param hostName the name by which they know it; if empty, the kernel's
 * @param iface what paths that name no iface go over
 */
public record IscsiSettings(
        int deviceScanAttempts,
        Duration attachTimeout,
        Duration detachTimeout,
        Duration extendTimeout,
        Duration loginTimeout,
        int loginAttempts,
        Duration commandTimeout,
        boolean multipath,
        boolean enforceMultipath,
        int minimumPaths,
        Duration mapTimeout,
        Duration pathGrace,
        Duration portalMemory,
        boolean force,
        boolean ignoreErrors,
        boolean identityRequired,
        Duration flushTimeout,
        int flushAttempts,
        Duration removalTimeout,
        String ip,
        String hostName,
        String iface) {
    /** What is in force when nothing is configured. */
    public static final IscsiSettings DEFAULTS =
            new IscsiSettings(
                    3,
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(5),
                    1,
                    Duration.ofSeconds(60),
                    true,
                    false,
                    1,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(120),
                    false,
                    false,
                    true,
                    Duration.ofSeconds(60),
                    3,
                    Duration.ofSeconds(30),
                    "",
                    "",
                    "default");

    public IscsiSettings {
        Objects.requireNonNull(attachTimeout, "attachTimeout");
        Objects.requireNonNull(detachTimeout, "detachTimeout");
        Objects.requireNonNull(extendTimeout, "extendTimeout");
        Objects.requireNonNull(loginTimeout, "loginTimeout");
        Objects.requireNonNull(commandTimeout, "commandTimeout");
        Objects.requireNonNull(mapTimeout, "mapTimeout");
        Objects.requireNonNull(pathGrace, "pathGrace");
        Objects.requireNonNull(portalMemory, "portalMemory");
        Objects.requireNonNull(flushTimeout, "flushTimeout");
        Objects.requireNonNull(removalTimeout, "removalTimeout");
        Objects.requireNonNull(ip, "ip");
        Objects.requireNonNull(hostName, "hostName");
        Objects.requireNonNull(iface, "iface");
    }
}
