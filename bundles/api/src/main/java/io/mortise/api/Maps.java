// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The multipath maps of this host, whoever made them. Thread-safe. */
@ProviderType
public interface Maps {
    /**
     * As they are now, by name.
     *
     * @throws VolumeException HOST_FAILED or TOOL_FAILED if they can't be learned: never an empty
     *     list for "unknown"
     */
    List<MultipathMap> list();
}
