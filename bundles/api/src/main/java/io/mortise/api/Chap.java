// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Credentials for CHAP: of this host alone (one-way), or of the target too (mutual).
 *
 * @param host as whom this host comes in
 * @param target as whom the target must prove itself; empty for one-way
 */
public record Chap(ChapUser host, Optional<ChapUser> target) {
    public Chap {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(target, "target");
    }

    /** Only this host proves itself. */
    public static Chap oneWay(ChapUser host) {
        return new Chap(host, Optional.empty());
    }

    /** Both prove themselves to each other. */
    public static Chap mutual(ChapUser host, ChapUser target) {
        return new Chap(host, Optional.of(target));
    }

    /** Both secrets, or the one. */
    public Stream<Secret> secrets() {
        return Stream.concat(Stream.of(host), target.stream()).map(ChapUser::secret);
    }
}
