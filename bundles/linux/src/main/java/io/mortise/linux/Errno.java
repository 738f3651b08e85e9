// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The kernel's error numbers that mean something to us (errno(3)), as numbered on every
 * architecture that {@link LibC} accepts. The texts of the JDK's own exceptions are in the language
 * of the process, so no decision can be made on them.
 */
enum Errno {
    EPERM(1, Kind.REFUSED),
    ENOENT(2, Kind.UNAVAILABLE),
    ESRCH(3, Kind.UNAVAILABLE),
    EINTR(4, Kind.IO),
    EIO(5, Kind.IO),
    ENXIO(6, Kind.UNAVAILABLE),
    EAGAIN(11, Kind.TIMED_OUT),
    EACCES(13, Kind.REFUSED),
    EBUSY(16, Kind.REFUSED),
    EEXIST(17, Kind.REFUSED),
    EXDEV(18, Kind.REFUSED),
    ENODEV(19, Kind.UNAVAILABLE),
    ENOTDIR(20, Kind.UNAVAILABLE),
    EISDIR(21, Kind.REFUSED),
    EINVAL(22, Kind.REFUSED),
    EFBIG(27, Kind.FULL),
    ENOSPC(28, Kind.FULL),
    EROFS(30, Kind.FULL),
    EPIPE(32, Kind.IO),
    ENAMETOOLONG(36, Kind.REFUSED),
    ENOTEMPTY(39, Kind.REFUSED),
    ELOOP(40, Kind.REFUSED),
    ECONNRESET(104, Kind.IO),
    ENOBUFS(105, Kind.IO),
    ECONNREFUSED(111, Kind.UNAVAILABLE),
    EDQUOT(122, Kind.FULL);

    private final int code;
    private final Kind kind;

    Errno(int code, Kind kind) {
        this.code = code;
        this.kind = kind;
    }

    static Optional<Errno> of(int code) {
        return Arrays.stream(values()).filter(e -> e.code == code).findFirst();
    }

    HostFailure.Kind kind() {
        return kind;
    }

    /** What is said to people: the name that manual pages use, and what it means here. */
    String words() {
        return name()
                + switch (this) {
                    case ENOENT -> ", no such file or directory";
                    case ESRCH -> ", no such process";
                    case EIO -> ", input/output error";
                    case ENXIO, ENODEV -> ", no such device";
                    case EPERM, EACCES -> ", permission denied";
                    case ENOSPC -> ", no space left";
                    case EROFS -> ", read-only file system";
                    case ELOOP -> ", it is a symbolic link, which is never followed here";
                    case ECONNREFUSED -> ", nobody listens";
                    default -> " (" + kind.name().toLowerCase(Locale.ROOT) + ")";
                };
    }
}
