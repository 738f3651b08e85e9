// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.fabric;

import org.osgi.annotation.versioning.ProviderType;

/**
 * How the array answers SendTargets, at any of its portals: with all portals of all targets that
 * let anybody in, as LIO does, unless told otherwise. Thread-safe.
 */
@ProviderType
public interface Discovery {
    /** Answers from now on only who proves himself so, by CHAP. */
    void requireChap(String user, String secret);

    /** The same; to who wants it to, the array proves itself too. */
    void requireChap(String user, String secret, String targetUser, String targetSecret);

    /** Asks for no credentials; who insists on his gives up. */
    void requireNoChap();

    /** Names from now on only the portal that was asked. */
    void nameOnlyThePortalAsked();

    /** Names all portals again. */
    void nameAllPortals();
}
