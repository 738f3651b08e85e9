// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.List;
import java.util.Optional;

/**
 * What a control plane says about a volume: how to get there and what it is. Each protocol has its
 * own record.
 */
public interface ConnectionInformation {
    /** The connector's protocol: {@code iscsi}, ... */
    String protocol();

    /** The ways to the volume, at least one, each once. */
    List<? extends VolumePath> paths();

    /** What the caller tells of the volume. */
    VolumeTraits traits();

    /** The control plane's own name of the volume, if told. */
    default Optional<String> volumeId() {
        return traits().volumeId();
    }

    /** The secrets that it holds, each in clear or as the name of a file. */
    default List<Secret> secrets() {
        return List.of();
    }

    /**
     * Overwrites the secrets that it holds in clear, for whoever made it and has no more use for
     * it: a connector keeps none of them beyond its call.
     */
    default void wipe() {
        secrets().forEach(Secret::wipe);
    }
}
