// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** The answer to READ CAPACITY (16) (SBC-3, table 66): last block, then the length of a block. */
final class Capacity {
    private static final int LEAST = 12;

    private Capacity() {}

    /** In bytes; empty if the answer is too short, or no such number of bytes can be. */
    static OptionalLong bytes(byte[] answer) {
        if (answer.length < LEAST) {
            return OptionalLong.empty();
        }
        ByteBuffer fields = ByteBuffer.wrap(answer);
        long last = fields.getLong();
        long block = fields.getInt() & 0xffff_ffffL;
        if (last < 0 || block == 0 || last >= Long.MAX_VALUE / block) {
            return OptionalLong.empty();
        }
        return OptionalLong.of((last + 1) * block);
    }
}
