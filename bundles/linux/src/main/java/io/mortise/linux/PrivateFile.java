// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A file with a secret in it: what is judged is what was opened, not what has the name by then. */
final class PrivateFile {
    // inode(7)
    private static final int KIND = 0170000;
    private static final int PLAIN = 0100000;
    private static final int OF_OTHERS = 0027;

    private PrivateFile() {}

    static Optional<byte[]> read(String path, int most) {
        // a pipe that nobody writes to must not hold us
        int flags = LibC.O_RDONLY | LibC.O_NOFOLLOW | LibC.O_NONBLOCK;
        try (Descriptor file = Descriptor.open(path, flags)) {
            check(path, file);
            return Optional.of(
                    file.content(most, () -> refused(path, "more than " + most + " bytes")));
        } catch (SystemFailure e) {
            if (e.absent()) {
                return Optional.empty();
            }
            if (e.is(Errno.ELOOP)) {
                throw refused(path, "it is a symbolic link");
            }
            throw e.doing("reading " + path);
        }
    }

    private static void check(String path, Descriptor file) {
        Map<String, Object> inode;
        try {
            Path opened = Path.of("/proc/self/fd/" + file.number());
            inode = Files.readAttributes(opened, "unix:mode,uid");
        } catch (IOException e) {
            throw new HostFailure(HostFailure.Kind.IO, "looking at " + path, e);
        }
        int mode = (Integer) inode.get("mode");
        int owner = (Integer) inode.get("uid");
        if ((mode & KIND) != PLAIN) {
            throw refused(path, "it is no plain file");
        }
        if (owner != 0 && owner != LibC.getuid()) {
            throw refused(path, "it belongs to another user (" + owner + ")");
        }
        if ((mode & OF_OTHERS) != 0) {
            throw refused(path, "others may read or write it (mode %04o)".formatted(mode & 07777));
        }
    }

    private static HostFailure refused(String path, String why) {
        return new HostFailure(HostFailure.Kind.REFUSED, "reading the secret in " + path, why);
    }
}
