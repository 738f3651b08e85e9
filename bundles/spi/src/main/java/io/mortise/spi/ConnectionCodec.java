// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.ConnectionInformation;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns a protocol's connection information into fields of the journal and back, so that an
 * attachment is found again with it after a restart. Register it as a service. Thread-safe.
 */
@ConsumerType
public interface ConnectionCodec {
    /** The protocol whose connection information it knows. */
    String protocol();

    /** As fields; without secrets. */
    Map<String, String> write(ConnectionInformation connection);

    /**
     * From fields.
     *
     * @throws IllegalArgumentException if they are not of its form
     */
    ConnectionInformation read(Map<String, String> fields);
}
