// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Objects;
import java.util.Optional;

/**
 * That further ways to the volume are to be asked for (SendTargets, RFC 7143, appendix C) at the
 * portal of the one path that is given. Asked only where the volume is attached over several paths.
 *
 * @param chap credentials for the question; empty: as the host's {@code iscsid.conf} says
 */
public record IscsiDiscovery(Optional<Chap> chap) {
    public IscsiDiscovery {
        Objects.requireNonNull(chap, "chap");
    }
}
