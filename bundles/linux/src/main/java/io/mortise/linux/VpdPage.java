// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import java.util.Arrays;
import java.util.Optional;

/** The four bytes in front of a vital product data page (SPC-4, 7.8.1). */
final class VpdPage {
    private static final int HEADER = 4;

    private VpdPage() {}

    /** How long the page says it is, with its header; 0 if not even that has come. */
    static int statedLength(byte[] answer) {
        if (answer.length < HEADER) {
            return 0;
        }
        return HEADER + ((answer[2] & 0xff) << 8 | answer[3] & 0xff);
    }

    /**
     * The page without what follows it; empty if another page came, less than it states, or the
     * peripheral qualifier says that there is no logical unit (any more) to speak for.
     */
    static Optional<byte[]> cut(byte[] answer, int page) {
        int length = statedLength(answer);
        if (length < HEADER || length > answer.length) {
            return Optional.empty();
        }
        boolean connected = (answer[0] & 0xe0) == 0;
        boolean asked = (answer[1] & 0xff) == page;
        return connected && asked ? Optional.of(Arrays.copyOf(answer, length)) : Optional.empty();
    }
}
