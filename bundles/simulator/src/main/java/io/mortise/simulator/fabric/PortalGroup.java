// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.fabric;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Portals of a target that offer the same LUNs. Thread-safe. */
@ProviderType
public interface PortalGroup {
    /** Its tag, which a session shows as {@code tpgt}. */
    int tag();

    /**
     * Makes a portal, or gives the one of that address.
     *
     * @param address {@code ADDRESS:PORT}, IPv6 in brackets
     */
    Portal portal(String address);

    /**
     * Puts a volume behind a LUN number, in place of what was there. A host that has a disk of that
     * number goes on with it: it reads the new volume's data under the old one's remembered WWID.
     *
     * @param number 0 to 16383
     */
    PortalGroup lun(int number, Volume volume);

    /** Takes a LUN number away. A host's disk stays, and answers with an error. */
    PortalGroup removeLun(int number);

    /** The volumes by LUN number. */
    Map<Integer, Volume> luns();

    /** Stops serving, as LIO's {@code enable = 0}: sessions break, logins are turned away. */
    void disable();

    /** Serves again. */
    void enable();

    /** Refuses new logins for want of authorization (iscsiadm exits 24). Open sessions go on. */
    void denyAccess();

    /** Takes logins again. */
    void allowAccess();

    /**
     * Lets in from now on only who proves himself so, by CHAP. Who brings nothing or something else
     * is refused (iscsiadm exits 24), who wants the target to prove itself gives up (19).
     */
    void requireChap(String user, String secret);

    /**
     * The same; to who wants it to, the target proves itself too, with a name and secret of its
     * own.
     */
    void requireChap(String user, String secret, String targetUser, String targetSecret);

    /** Asks for no credentials; who insists on his gives up (iscsiadm exits 19). */
    void requireNoChap();
}
