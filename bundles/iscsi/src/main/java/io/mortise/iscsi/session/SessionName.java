// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.session;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Portal;
import java.util.Comparator;
import java.util.Objects;

/**
 * What names a session across reboots.
 *
 * @param target what was logged in to
 * @param portal through where
 * @param iface with which open-iscsi iface
 */
public record SessionName(Iqn target, Portal portal, String iface)
        implements Comparable<SessionName> {
    /** The iface that is used when none is named. */
    public static final String DEFAULT_IFACE = IscsiPath.DEFAULT_IFACE;

    private static final Comparator<SessionName> ORDER =
            Comparator.comparing(SessionName::target)
                    .thenComparing(SessionName::portal)
                    .thenComparing(SessionName::iface);

    public SessionName {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(portal, "portal");
        Objects.requireNonNull(iface, "iface");
    }

    /** The session that a path goes over. */
    public static SessionName of(IscsiPath path) {
        return new SessionName(path.target(), path.portal(), path.iface());
    }

    /** The name of the lock to open or close the session, always exclusive. */
    public String lock() {
        return "iscsi-session " + target.canonical() + " " + portal + " " + iface;
    }

    /**
     * The name of the lock for use: shared from before {@link #lock} is given back until a disk
     * stands on the session, which keeps it from then on; exclusive, after {@link #lock}, to close
     * it. Another process knows of a use by this alone.
     */
    public String useLock() {
        return "iscsi-use " + target.canonical() + " " + portal + " " + iface;
    }

    /**
     * The name of the lock, after {@link #lock}, on which sessions a target has: shared to open
     * some, exclusive to close all of them by its name.
     */
    public static String targetLock(Iqn target) {
        return "iscsi-target " + target.canonical();
    }

    @Override
    public int compareTo(SessionName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return target + " at " + portal + (iface.equals(DEFAULT_IFACE) ? "" : " from " + iface);
    }
}
