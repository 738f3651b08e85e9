// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * Connection information of an iSCSI volume.
 *
 * @param paths 1 to 64, each once
 * @param traits what else is told of the volume
 * @param access how the array is asked to let this host in
 */
public record IscsiConnection(List<IscsiPath> paths, VolumeTraits traits, IscsiAccess access)
        implements ConnectionInformation {
    /** The protocol's name. */
    public static final String PROTOCOL = "iscsi";

    /** How many ways to a volume there may be. */
    public static final int MOST_PATHS = 64;

    /**
     * @throws IllegalArgumentException if there is no path, too many, one twice, or one portal and
     *     target with two LUNs
     */
    public IscsiConnection {
        paths = List.copyOf(paths);
        Objects.requireNonNull(traits, "traits");
        Objects.requireNonNull(access, "access");
        if (access.discovery().isPresent() && paths.size() > 1) {
            throw new IllegalArgumentException("discovery is asked of one portal, not several");
        }
        if (paths.isEmpty() || paths.size() > MOST_PATHS) {
            throw new IllegalArgumentException("a volume has 1 to 64 paths, not " + paths.size());
        }
        var ways = new HashSet<List<Object>>();
        for (IscsiPath path : paths) {
            if (!ways.add(List.of(path.portal(), path.target(), path.iface()))) {
                throw new IllegalArgumentException(
                        "portal and target given twice: " + path.portal() + " " + path.target());
            }
        }
    }

    public IscsiConnection(List<IscsiPath> paths) {
        this(paths, VolumeTraits.NONE);
    }

    public IscsiConnection(List<IscsiPath> paths, VolumeTraits traits) {
        this(paths, traits, IscsiAccess.OPEN);
    }

    /** The same volume over these paths, which are all. */
    public IscsiConnection over(List<IscsiPath> all) {
        return new IscsiConnection(all, traits, new IscsiAccess(access.chap()));
    }

    /** The same, with the paths that name no iface going out from this one. */
    public IscsiConnection from(String iface) {
        List<IscsiPath> all =
                paths.stream()
                        .map(
                                path ->
                                        path.iface().equals(IscsiPath.DEFAULT_IFACE)
                                                ? path.from(iface)
                                                : path)
                        .toList();
        return new IscsiConnection(all, traits, access);
    }

    @Override
    public List<Secret> secrets() {
        return access.secrets().toList();
    }

    @Override
    public String protocol() {
        return PROTOCOL;
    }
}
