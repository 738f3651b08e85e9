// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Attaches and detaches volumes over one protocol. One service per protocol, with the service
 * property {@link #PROTOCOL}. Safe for use by several threads; operations on different volumes run
 * side by side, those on one volume one after the other.
 *
 * <p>Failures are {@link VolumeException}s; after a failed connect the host is as it was before, or
 * the exception tells what is left and recovery retries it.
 */
@ProviderType
public interface VolumeConnector {
    /** The service property that names the protocol. */
    String PROTOCOL = "protocol";

    /** The protocol: {@code iscsi}, ... */
    String protocol();

    /**
     * Attaches a volume and proves it to be the right one. Attaching what is attached gives the
     * same attachment, proven anew. The owner is the calling bundle.
     *
     * @throws VolumeException of any reason
     */
    Attachment connect(ConnectionInformation connection);

    /** As {@link #connect(ConnectionInformation)}, on somebody's behalf. */
    Attachment connect(ConnectionInformation connection, Owner owner);

    /**
     * Detaches a volume: flushes, removes the map, the disks, the sessions that nobody else uses,
     * and their records. What is not there is a success. Repeatable after a failure.
     *
     * @throws VolumeException IN_USE, FLUSH_FAILED, REMOVAL_FAILED, FOREIGN_DATA, NO_USABLE_PATH
     *     and others
     */
    Detachment disconnect(DetachRequest request);

    /**
     * Takes over the size that an attached volume has on its array by now: has the kernel measure
     * the disk of each path, and then the map above them. All paths are looked at first, and with
     * one that does not work, or tells another size than the others, nothing is touched. Excluded
     * against every other operation on the volume. Repeatable: with nothing to grow it succeeds,
     * and what an earlier call left half done is completed. What stands on the device, such as a
     * file system, is for its owner to grow.
     *
     * @throws VolumeException NOT_FOUND if it is not attached; PATH_DOWN, FOREIGN_DATA,
     *     MULTIPATH_UNAVAILABLE, or UNSUPPORTED if the volume has become smaller, each with nothing
     *     touched; TIMED_OUT, TOOL_FAILED and others, with the volume as usable as before
     */
    Extension extend(AttachmentId id);

    /** As {@link #extend(AttachmentId)}, for the volume with this connection information. */
    Extension extend(ConnectionInformation connection);

    /**
     * The device nodes or links by which a volume's disks are there already: of each path whose
     * session is up and whose LUN has a disk. Only looks, and logs in to nothing.
     *
     * @return a link in {@link #searchPath} where it leads to the disk, else the kernel's node
     * @throws VolumeException HOST_FAILED if it can't be told
     */
    List<String> volumePaths(ConnectionInformation connection);

    /** The folder in which volumes of this protocol show; empty if they show in none. */
    Optional<String> searchPath();

    /**
     * All that is in that folder, whoever attached it, partitions too; empty without one.
     *
     * @throws VolumeException HOST_FAILED if it can't be read
     */
    List<String> availableVolumes();

    /**
     * Whether the first block of a device can be read at this moment, from the device itself and
     * not from what is cached of it. What is absent, empty or does not answer within a few seconds
     * is not valid.
     *
     * @param path an absolute path below {@code /dev}
     */
    boolean isValidDevice(String path);

    /**
     * What a control plane needs to know of this host.
     *
     * @throws VolumeException HOST_FAILED if it can't be read
     */
    ConnectorProperties connectorProperties();

    /** The configuration in force, by key, secrets left out. */
    Map<String, String> configuration();

    /**
     * What is wrong with the configuration, the connector's and the engine's, a sentence each; bad
     * values are not in force.
     */
    List<String> configurationProblems();
}
