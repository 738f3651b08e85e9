// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertArrayEquals;

import java.nio.ByteOrder;
import org.junit.Test;

public class UeventSocketTest {
    // netlink(7), sockaddr_nl: a family of 16 bits, 16 of padding, 32 of port, 32 of groups
    @Test
    public void theAddressIsRightInBothByteOrders() {
        assertArrayEquals(
                new byte[] {16, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0},
                UeventSocket.address(ByteOrder.LITTLE_ENDIAN));
        assertArrayEquals(
                new byte[] {0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3},
                UeventSocket.address(ByteOrder.BIG_ENDIAN));
    }
}
