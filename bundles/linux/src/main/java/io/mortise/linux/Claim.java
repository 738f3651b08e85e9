// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim to a block device that the kernel grants to one at a time. Taken and given back:
 * open(2) says EBUSY where it is another's. Opened for reading only, so udev hears nothing of it.
 */
final class Claim {
    private static final Logger LOG = LoggerFactory.getLogger(Claim.class);

    private Claim() {}

    /** Whether another has it; empty if it can't be told. */
    static Optional<Boolean> on(String device) {
        // without O_CREAT, O_EXCL has this meaning, and none for other files than block devices
        int flags = LibC.O_RDONLY | LibC.O_NONBLOCK | LibC.O_EXCL;
        try (Descriptor claimed = Descriptor.open(device, flags)) {
            LOG.trace("{}: nobody claims it ({})", device, claimed.number());
            return Optional.of(false);
        } catch (SystemFailure e) {
            LOG.debug("{}: {}", device, e.getMessage());
            if (e.is(Errno.EBUSY)) {
                return Optional.of(true);
            }
            return e.absent() ? Optional.of(false) : Optional.empty();
        }
    }
}
