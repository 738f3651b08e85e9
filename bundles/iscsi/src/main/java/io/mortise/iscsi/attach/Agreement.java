// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.AccessMode;
import io.mortise.api.Attachment;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.scsi.Disks;

/**
 * Whether what is attached already is what is asked for now. It is used by then, so it is not made
 * to be what is asked for: whoever asks for something else is refused.
 */
final class Agreement {
    private final Host host;
    private final Attachment attachment;
    private final Wish wish;

    /**
     * @param wish what is asked for now
     */
    Agreement(Host host, Attachment attachment, Wish wish) {
        this.host = host;
        this.attachment = attachment;
        this.wish = wish;
    }

    /**
     * Holds what was asked for then against what is asked for now.
     *
     * @throws VolumeException UNSUPPORTED if it is to be written to now and was not then, or the
     *     other way round; MAP_NOT_FORMED if it is no map, and now has to be one
     */
    void check() {
        AccessMode then = attachment.connection().traits().accessMode();
        AccessMode now = wish.traits().accessMode();
        if (then != now) {
            throw VolumeException.pointless(
                    Reason.UNSUPPORTED,
                    "the volume is attached already as %s, %s, and not %s"
                            .formatted(attachment.id(), words(then), words(now)),
                    "Ask for it %s, or detach it and attach it again.".formatted(words(then)));
        }
        boolean mapped = attachment.device().map(VolumeDevice::multipath).orElse(true);
        if (!mapped && wish.enforced()) {
            throw VolumeException.pointless(
                    Reason.MAP_NOT_FORMED,
                    ("multipath is enforced, and the volume is attached already as %s with no"
                                    + " multipath map")
                            .formatted(attachment.id()),
                    "Detach it and attach it again with multipathd running, or ask for it without"
                            + " enforcing multipath.");
        }
    }

    /**
     * Holds the device against what is asked for: it may have been made writable since, or come
     * from somebody else.
     *
     * @throws VolumeException HOST_FAILED if it can be written to, and must not be
     */
    void check(VolumeDevice device) {
        String name = device.path().substring(device.path().lastIndexOf('/') + 1);
        if (wish.traits().accessMode() == AccessMode.READ_ONLY && !new Disks(host).readOnly(name)) {
            throw VolumeException.pointless(
                    Reason.HOST_FAILED,
                    "%s of %s is attached read-only and can be written to by now"
                            .formatted(device.path(), attachment.id()),
                    "See who uses it, then detach it and attach it again.");
        }
    }

    private static String words(AccessMode mode) {
        return switch (mode) {
            case READ_WRITE -> "to be written to";
            case READ_ONLY -> "read-only";
        };
    }
}
