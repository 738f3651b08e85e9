// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock held through flock(2), which goes with the one descriptor that took it. The locks of the
 * JDK are POSIX locks: these are lost when any thread of the process closes any descriptor of the
 * file.
 */
final class LockFile implements Held {
    private static final int TRIES = 10;

    private final Descriptor file;
    private final AtomicBoolean released = new AtomicBoolean();

    private LockFile(Descriptor file) {
        this.file = file;
    }

    static Optional<Held> tryLock(String path, Access access) {
        OwnDirectory.of(path, "locking " + path);
        try {
            for (int i = 0; i < TRIES; i++) {
                Descriptor file =
                        Descriptor.open(path, LibC.O_RDWR | LibC.O_CREAT | LibC.O_NOFOLLOW);
                if (!lock(file, access)) {
                    file.close();
                    return Optional.empty();
                }
                if (isStill(path, file)) {
                    return Optional.of(new LockFile(file));
                }
                file.close(); // removed between opening and locking: the lock would exclude nobody
            }
        } catch (SystemFailure e) {
            throw e.doing("locking " + path);
        }
        throw new HostFailure(
                HostFailure.Kind.IO, "locking " + path, "it is removed again and again meanwhile");
    }

    private static boolean lock(Descriptor file, Access access) throws SystemFailure {
        int operation =
                switch (access) {
                    case SHARED -> LibC.LOCK_SH;
                    case EXCLUSIVE -> LibC.LOCK_EX;
                };
        try {
            Descriptor.checked(() -> LibC.flock(file.number(), operation | LibC.LOCK_NB), "flock");
            return true;
        } catch (SystemFailure e) {
            if (e.is(Errno.EAGAIN)) {
                return false;
            }
            file.close();
            throw e;
        }
    }

    /** Whether the name still leads to the file that is open, and not to none or another. */
    static boolean isStill(String path, Descriptor file) {
        try {
            Object named = key(Path.of(path), LinkOption.NOFOLLOW_LINKS);
            return named.equals(key(Path.of("/proc/self/fd/" + file.number())));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            file.close();
            throw new HostFailure(HostFailure.Kind.IO, "looking at " + path, e);
        }
    }

    private static Object key(Path path, LinkOption... options) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, options).fileKey();
    }

    // unlocked by name and not only by closing: a child between fork and exec still has a copy
    @Override
    public void close() {
        if (released.compareAndSet(false, true)) {
            LibC.flock(file.number(), LibC.LOCK_UN);
            file.close();
        }
    }
}
