// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The iSCSI sessions of this host, whoever made them. Thread-safe. */
@ProviderType
public interface Sessions {
    /**
     * As they are now, by number.
     *
     * @throws VolumeException HOST_FAILED if sysfs can't be read
     */
    List<IscsiSession> list();
}
