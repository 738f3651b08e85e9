// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import com.sun.jna.Native;
import io.mortise.host.HostFailure;
import java.io.IOException;

/**
 * A system call failed. Turned into an answer or a {@link HostFailure} before it leaves this room.
 */
final class SystemFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    private SystemFailure(String call, int code) {
        super(call + ": " + Errno.of(code).map(Errno::words).orElse("error " + code));
        this.code = code;
    }

    /** The failure of the call that this thread made last. */
    static SystemFailure last(String call) {
        return new SystemFailure(call, Native.getLastError());
    }

    boolean is(Errno... any) {
        for (Errno errno : any) {
            if (Errno.of(code).filter(e -> e == errno).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** What it means when something is read: there is none, or no longer. */
    boolean absent() {
        return is(Errno.ENOENT, Errno.ENOTDIR, Errno.ENODEV, Errno.ENXIO);
    }

    /**
     * As {@link #absent()}, and also: an attribute of the kernel has no value (any more), as those
     * of a device that device-mapper removes (drivers/md/dm-sysfs.c, dm_attr_show), and what {@code
     * /proc} tells of a process that has ended since the file was opened.
     */
    boolean absentAt(String path) {
        return absent()
                || path.startsWith("/sys/") && is(Errno.EINVAL)
                || path.startsWith("/proc/") && is(Errno.ESRCH);
    }

    HostFailure doing(String what) {
        var kind = Errno.of(code).map(Errno::kind).orElse(HostFailure.Kind.IO);
        return new HostFailure(kind, what, this);
    }
}
