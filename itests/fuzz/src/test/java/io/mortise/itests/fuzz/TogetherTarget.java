// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.fuzz;

import java.util.Arrays;

/**
 * All targets in one process, since starting and instrumenting one costs more than a short run: the
 * first byte says which.
 */
public final class TogetherTarget {
    private TogetherTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length > 0) {
            Target target = target(data);
            try {
                target.feed(Arrays.copyOfRange(data, 1, data.length));
            } catch (RuntimeException | Error thrown) {
                throw new AssertionError("target " + target.shown() + ": " + thrown, thrown);
            }
        }
    }

    static Target target(byte[] data) {
        Target[] all = Target.values();
        return all[(data[0] & 0xff) % all.length];
    }

    /** Input for one of them. */
    static byte[] of(Target target, byte[] input) {
        byte[] data = new byte[input.length + 1];
        data[0] = (byte) target.ordinal();
        System.arraycopy(input, 0, data, 1, input.length);
        return data;
    }
}
