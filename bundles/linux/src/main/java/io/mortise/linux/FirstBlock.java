// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import com.sun.jna.Memory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first block of a block device, read past the page cache, which can hide a dead path. */
final class FirstBlock {
    private static final Logger LOG = LoggerFactory.getLogger(FirstBlock.class);
    // O_DIRECT wants whole blocks at whole places; no disk has larger ones
    private static final int LENGTH = 4096;

    private FirstBlock() {}

    static boolean readable(String device) {
        int flags = LibC.O_RDONLY | LibC.O_NONBLOCK | LibC.O_DIRECT;
        try (Descriptor file = Descriptor.open(device, flags)) {
            Memory memory = new Memory(2L * LENGTH);
            long read =
                    Descriptor.checked(
                            () -> LibC.read(file.number(), memory.align(LENGTH), LENGTH), "read");
            return read == LENGTH;
        } catch (SystemFailure e) {
            LOG.debug("{}: {}", device, e.getMessage());
            return false;
        }
    }
}
