// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the array is asked to let this host in, and to tell the ways to the volume. None of it is
 * journalled: a volume is detached without it, and attached again after a reboot with the
 * connection information given anew.
 *
 * @param chap credentials for the sessions; empty: as the host's {@code iscsid.conf} says
 * @param discovery whether the array is asked for further ways; empty: those given are all
 */
public record IscsiAccess(Optional<Chap> chap, Optional<IscsiDiscovery> discovery) {
    /** Nothing told. */
    public static final IscsiAccess OPEN = new IscsiAccess(Optional.empty(), Optional.empty());

    public IscsiAccess {
        Objects.requireNonNull(chap, "chap");
        Objects.requireNonNull(discovery, "discovery");
    }

    /** With no discovery. */
    public IscsiAccess(Optional<Chap> chap) {
        this(chap, Optional.empty());
    }

    /** All secrets in it. */
    public Stream<Secret> secrets() {
        return Stream.concat(chap.stream(), discovery.flatMap(IscsiDiscovery::chap).stream())
                .flatMap(Chap::secrets);
    }
}
