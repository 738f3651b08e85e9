// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One operating system. Exactly one such service is registered in a container, by the bundle {@code
 * linux} or by the bundle {@code simulator}. Safe for use by several threads, as is all it hands
 * out.
 */
@ProviderType
public interface Host {
    /** Which host this is; fixed for the life of the service. */
    HostIdentity identity();

    /** Time, threads, waiting, locking and chance. */
    Tasks tasks();

    /** Starts programs. */
    Commands commands();

    /** Files, sysfs attributes and lock files. */
    HostFiles files();

    /** Notices of the kernel and of udev. */
    Uevents uevents();

    /** Sockets of local daemons. */
    LocalSockets sockets();

    /** Questions put to a SCSI disk itself, not to what the kernel remembers of it. */
    Inquiries inquiries();

    /** Names of hosts on the network. */
    HostNames names();
}
