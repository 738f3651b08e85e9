// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.io.InputStream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Connection information as text. One service per format, with the service property {@link
 * #FORMAT}. Thread-safe.
 */
@ProviderType
public interface ConnectionFormat {
    /** The service property that names the format: {@code cinder}, ... */
    String FORMAT = "format";

    /**
     * Reads connection information, at most 1 MiB of it.
     *
     * @throws VolumeException BAD_INPUT or UNSUPPORTED, naming the key and what was expected;
     *     HOST_FAILED if the stream fails
     */
    ConnectionInformation read(InputStream text);

    /**
     * What the format hands back to the control plane about an attached volume (os-brick's
     * device_info and more).
     */
    String deviceInfo(Attachment attachment);

    /**
     * A detach request from connection information and what {@link #deviceInfo} wrote; either may
     * be empty.
     *
     * @throws VolumeException BAD_INPUT, also if neither says which volume
     */
    DetachRequest detachRequest(String connection, String deviceInfo, DetachMode mode);
}
