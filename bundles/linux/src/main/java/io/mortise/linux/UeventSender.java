// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import java.util.OptionalInt;

/**
 * Who sent a datagram to the socket of notices, which any process of the machine may do.
 *
 * @param port the netlink address of the sender; 0 is the kernel
 * @param groups the multicast groups that it was sent to; 0 if to this socket alone
 * @param user the user id that the kernel vouches for, if it came with one
 */
record UeventSender(int port, int groups, OptionalInt user) {
    private static final int KERNEL = 1;
    private static final int UDEV = 2;

    /** Whether it was the kernel, or root as udev; the rules are those of libudev. */
    boolean believed() {
        boolean root = user.isPresent() && user.getAsInt() == 0;
        return root && (groups == KERNEL && port == 0 || groups == UDEV);
    }
}
