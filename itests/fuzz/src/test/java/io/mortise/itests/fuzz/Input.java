// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Input of a target, in parts that a byte of its own stands between. */
public final class Input {
    private static final byte BETWEEN = 0x1e;

    private final byte[] bytes;
    private final List<byte[]> parts = new ArrayList<>();

    public Input(byte[] bytes) {
        this.bytes = bytes.clone();
        int from = 0;
        for (int at = 0; at <= bytes.length; at++) {
            if (at == bytes.length || bytes[at] == BETWEEN) {
                parts.add(Arrays.copyOfRange(bytes, from, at));
                from = at + 1;
            }
        }
    }

    /** All of it as text, decoded as leniently as files are. */
    public String text() {
        return text(bytes);
    }

    /** A part as text; empty if there are not so many. */
    public String text(int part) {
        return part < parts.size() ? text(parts.get(part)) : "";
    }

    /** The parts, at least one. */
    public List<String> texts() {
        return parts.stream().map(Input::text).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
