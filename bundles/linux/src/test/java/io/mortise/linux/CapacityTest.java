// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;

import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.Test;

public class CapacityTest {
    private static OptionalLong bytes(String hex) {
        return Capacity.bytes(HexFormat.of().parseHex(hex));
    }

    @Test
    public void countsTheBlocksFromNought() {
        assertEquals(
                OptionalLong.of(64 << 20), bytes("000000000001ffff00000200" + "00".repeat(20)));
    }

    @Test
    public void blocksMayBeOf4096Bytes() {
        assertEquals(OptionalLong.of(5L << 40), bytes("000000004fffffff00001000"));
    }

    @Test
    public void whatIsNoCapacityIsUnknown() {
        assertEquals(OptionalLong.empty(), bytes(""));
        assertEquals("cut off", OptionalLong.empty(), bytes("000000000001ffff0000"));
        assertEquals("no block", OptionalLong.empty(), bytes("000000000001ffff00000000"));
        assertEquals("too many", OptionalLong.empty(), bytes("ffffffffffffffff00000200"));
        assertEquals("too many", OptionalLong.empty(), bytes("7fffffffffffffff00000200"));
    }
}
