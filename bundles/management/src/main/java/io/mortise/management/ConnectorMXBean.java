// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import java.util.List;
import java.util.Map;

/** The connector of one protocol. */
public interface ConnectorMXBean {
    /** The protocol. */
    String getProtocol();

    /** This host's initiator name; empty if it has none. */
    String getInitiator();

    /** The address by which control planes know this host; empty if not configured. */
    String getIp();

    /** This host's name. */
    String getHost();

    /** This host's architecture. */
    String getPlatform();

    /** This host's kind of operating system. */
    String getOsType();

    /** Whether volumes are attached over all their paths. */
    boolean isMultipath();

    /** Whether an attach without a map fails. */
    boolean isEnforceMultipath();

    /** The folder in which volumes of this protocol show; empty if they show in none. */
    String getSearchPath();

    /** The configuration in force. */
    Map<String, String> getConfiguration();

    /** What is wrong with the configuration. */
    List<String> getConfigurationProblems();

    /**
     * Attaches a volume.
     *
     * @param connection connection information as Cinder's JSON, its secrets in files
     *     (auth_password_file)
     * @return the device information, as JSON
     */
    String connectVolume(String connection);

    /**
     * Detaches a volume.
     *
     * @param connection connection information as Cinder's JSON; may be empty if the other is not
     * @param deviceInfo what connectVolume returned; may be empty
     * @param force go on after failures; unwritten data may be lost
     * @param ignoreErrors with force: report failures in the result only
     * @return what was done, a line each
     */
    List<String> disconnectVolume(
            String connection, String deviceInfo, boolean force, boolean ignoreErrors);

    /**
     * Has an attached volume take over the size that it has on its array.
     *
     * @param connection connection information as Cinder's JSON, without secrets
     * @return the size of its device now, in bytes
     */
    long extendVolume(String connection);

    /**
     * The links and nodes by which a volume's disks are there already; logs in to nothing.
     *
     * @param connection connection information as Cinder's JSON, without secrets
     */
    List<String> volumePaths(String connection);
}
