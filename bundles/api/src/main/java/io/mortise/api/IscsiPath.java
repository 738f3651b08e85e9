// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One way to a volume over iSCSI: a LUN of a target, through a portal, from an iface.
 *
 * @param iface open-iscsi's name of what to log in from (a record in its folder {@code ifaces}, or
 *     {@code iser}); {@link #DEFAULT_IFACE} stands for the configured one
 */
public record IscsiPath(Portal portal, Iqn target, Lun lun, String iface)
        implements VolumePath, Comparable<IscsiPath> {
    /** The iface where none is named. */
    public static final String DEFAULT_IFACE = "default";

    private static final Pattern IFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,64}");
    private static final Comparator<IscsiPath> ORDER =
            Comparator.comparing(IscsiPath::target)
                    .thenComparing(IscsiPath::portal)
                    .thenComparing(IscsiPath::lun)
                    .thenComparing(IscsiPath::iface);

    /**
     * @throws IllegalArgumentException if the iface can't be the name of one
     */
    public IscsiPath {
        Objects.requireNonNull(portal, "portal");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(lun, "lun");
        if (!IFACE.matcher(iface).matches()) {
            throw new IllegalArgumentException("not the name of an iface: " + Shown.of(iface));
        }
    }

    public IscsiPath(Portal portal, Iqn target, Lun lun) {
        this(portal, target, lun, DEFAULT_IFACE);
    }

    /** The same through another portal. */
    public IscsiPath at(Portal other) {
        return new IscsiPath(other, target, lun, iface);
    }

    /** The same from another iface. */
    public IscsiPath from(String other) {
        return new IscsiPath(portal, target, lun, other);
    }

    @Override
    public int compareTo(IscsiPath other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return portal
                + " "
                + target
                + " lun "
                + lun
                + (iface.equals(DEFAULT_IFACE) ? "" : " from " + iface);
    }
}
