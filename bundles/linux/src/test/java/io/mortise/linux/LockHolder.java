// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Access;
import io.mortise.host.Held;
import java.io.IOException;
import java.util.Optional;

/** Another process that tries a lock, tells how it went, and holds it until its input ends. */
final class LockHolder {
    private LockHolder() {}

    /** Arguments: the path, SHARED or EXCLUSIVE. Prints "held" or "taken". */
    public static void main(String[] args) throws IOException {
        Optional<Held> held = LockFile.tryLock(args[0], Access.valueOf(args[1]));
        System.out.println(held.isPresent() ? "held" : "taken");
        while (System.in.read() >= 0) {
            // what is typed means nothing
        }
        held.ifPresent(Held::close);
    }
}
