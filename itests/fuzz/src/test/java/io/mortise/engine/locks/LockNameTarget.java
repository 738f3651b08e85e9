// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.locks;

import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import java.nio.charset.StandardCharsets;

/** Whatever a lock is called, its file is one in the folder of the locks. */
public final class LockNameTarget {
    private LockNameTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var input = new Input(data);
        String file = LockName.of(input.text(0));
        Must.hold(file.matches("[A-Za-z0-9._-]+"), "not the name of a file: " + file);
        Must.hold(file.endsWith(".lock") && !file.equals(".lock"), "no lock: " + file);
        Must.hold(file.getBytes(StandardCharsets.UTF_8).length <= 255, "too long: " + file);
        Must.equal(
                input.text(0).equals(input.text(1)),
                file.equals(LockName.of(input.text(1))),
                "told apart");
    }
}
