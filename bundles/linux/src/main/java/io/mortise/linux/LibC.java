// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.Set;

/**
 * The C library's calls that the JDK has no equal for. Each returns -1 on failure; the reason is
 * then had from {@link SystemFailure#last}. Constants and layouts are those of the kernel's generic
 * 64-bit ABI, so other architectures are refused at load time. Variable arguments ({@code open},
 * {@code ioctl}) are passed like fixed ones in the ABIs of all of these.
 */
final class LibC {
    private static final Set<String> ARCHITECTURES =
            Set.of("x86-64", "aarch64", "riscv64", "s390x", "loongarch64");

    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_APPEND = 02000;
    static final int O_NONBLOCK = 04000;
    // the one pair that arm64 numbers otherwise
    static final int O_DIRECTORY = Platform.isARM() ? 040000 : 0200000;
    static final int O_DIRECT = Platform.isARM() ? 0200000 : 040000;
    static final int O_NOFOLLOW = Platform.isARM() ? 0100000 : 0400000;
    static final int O_CLOEXEC = 02000000;

    static final int LOCK_SH = 1;
    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;
    static final int LOCK_UN = 8;

    static final short POLLIN = 1;
    static final short POLLOUT = 4;

    static final int AF_UNIX = 1;
    static final int AF_NETLINK = 16;
    static final int SOCK_STREAM = 1;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 02000000;
    static final int NETLINK_KOBJECT_UEVENT = 15;
    static final int SOL_SOCKET = 1;
    static final int SO_RCVBUF = 8;
    static final int SO_PASSCRED = 16;
    static final int SO_PEERCRED = 17;
    static final int SO_SNDTIMEO = 21;
    static final int SO_RCVBUFFORCE = 33;
    static final int SCM_CREDENTIALS = 2;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;

    static final long SG_IO = 0x2285;

    static {
        if (!Platform.isLinux() || !ARCHITECTURES.contains(Platform.ARCH)) {
            throw new UnsupportedOperationException(
                    "no Linux of "
                            + ARCHITECTURES
                            + " but "
                            + Platform.RESOURCE_PREFIX
                            + ": system calls of this architecture are not known; use another host");
        }
        Native.register(
                LibC.class,
                NativeLibrary.getInstance("c", Map.of(Library.OPTION_STRING_ENCODING, "UTF-8")));
    }

    private LibC() {}

    /** Loads the native part now, so that a host that can't have it fails at its start. */
    static void load() {
        getuid();
    }

    static native int getuid();

    static native int open(String path, int flags, int mode);

    static native int close(int fd);

    static native long read(int fd, byte[] into, long count);

    static native long read(int fd, Pointer into, long count);

    static native long write(int fd, byte[] bytes, long count);

    static native int fsync(int fd);

    static native int flock(int fd, int operation);

    static native int rename(String from, String to);

    static native int link(String existing, String newName);

    static native int remove(String path);

    static native int mkdir(String path, int mode);

    static native long readlink(String path, byte[] into, long size);

    static native Pointer realpath(String path, byte[] into);

    static native int poll(Pointer fds, long count, int millis);

    static native int eventfd(int initial, int flags);

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, byte[] address, int length);

    static native int connect(int fd, byte[] address, int length);

    static native int setsockopt(int fd, int level, int option, byte[] value, int length);

    static native int getsockopt(int fd, int level, int option, byte[] value, int[] length);

    static native long send(int fd, byte[] bytes, long count, int flags);

    static native long recv(int fd, byte[] into, long count, int flags);

    static native long recvmsg(int fd, Pointer header, int flags);

    static native int ioctl(int fd, long request, Pointer argument);
}
