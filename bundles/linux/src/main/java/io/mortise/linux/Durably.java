// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Appender;
import java.nio.file.Files;
import java.nio.file.Path;

/** Changes to files that hold after a power cut once the call has returned. */
final class Durably {
    private static final int OWNER_ONLY = 0700;

    private Durably() {}

    static void replace(String path, String temporary, byte[] content) {
        OwnDirectory.of(path, "replacing " + path);
        OwnDirectory.of(temporary, "replacing " + path + " by way of " + temporary);
        try {
            try {
                writeNew(temporary, content);
                Descriptor.checked(() -> LibC.rename(temporary, path), "rename");
            } catch (SystemFailure e) {
                LibC.remove(temporary);
                throw e;
            }
            syncDirectoryOf(path);
        } catch (SystemFailure e) {
            throw e.doing("replacing " + path + " by way of " + temporary);
        }
    }

    // made anew, since one left by a crash may be readable by others or a link to elsewhere
    private static void writeNew(String path, byte[] content) throws SystemFailure {
        try {
            Descriptor.checked(() -> LibC.remove(path), "remove");
        } catch (SystemFailure e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
        int flags = LibC.O_WRONLY | LibC.O_CREAT | LibC.O_EXCL | LibC.O_NOFOLLOW;
        try (Descriptor file = Descriptor.open(path, flags)) {
            file.writeAll(content);
            file.sync();
        }
    }

    static Appender append(String path) {
        OwnDirectory.of(path, "opening " + path + " for appending");
        int flags = LibC.O_WRONLY | LibC.O_APPEND | LibC.O_NOFOLLOW;
        try {
            return new File(path, openOrMake(path, flags));
        } catch (SystemFailure e) {
            throw e.doing("opening " + path + " for appending");
        }
    }

    private static Descriptor openOrMake(String path, int flags) throws SystemFailure {
        try {
            return Descriptor.open(path, flags);
        } catch (SystemFailure e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
        Descriptor made = Descriptor.open(path, flags | LibC.O_CREAT);
        try {
            syncDirectoryOf(path);
            return made;
        } catch (SystemFailure e) {
            made.close();
            throw e;
        }
    }

    static void makeDirectories(String path) {
        try {
            make(path);
            OwnDirectory.check(Path.of(path), "making directory " + path);
        } catch (SystemFailure e) {
            throw e.doing("making directory " + path);
        }
    }

    static void remove(String path) {
        try {
            Descriptor.checked(() -> LibC.remove(path), "remove");
            syncDirectoryOf(path);
        } catch (SystemFailure e) {
            if (!e.absent()) {
                throw e.doing("removing " + path);
            }
        }
    }

    private static void make(String path) throws SystemFailure {
        if (Files.isDirectory(Path.of(path))) {
            return;
        }
        String parent = parent(path);
        if (!parent.equals(path)) {
            make(parent);
        }
        try {
            Descriptor.checked(() -> LibC.mkdir(path, OWNER_ONLY), "mkdir");
        } catch (SystemFailure e) {
            // another may have been quicker
            if (!e.is(Errno.EEXIST) || !Files.isDirectory(Path.of(path))) {
                throw e;
            }
        }
        syncDirectoryOf(path);
    }

    private static void syncDirectoryOf(String path) throws SystemFailure {
        try (Descriptor directory =
                Descriptor.open(parent(path), LibC.O_RDONLY | LibC.O_DIRECTORY)) {
            directory.sync();
        } catch (SystemFailure e) {
            // fsync(2): EINVAL where a file system has nothing to force for a directory
            if (!e.is(Errno.EINVAL)) {
                throw e;
            }
        }
    }

    private static String parent(String path) {
        Path parent = Path.of(path).getParent();
        return parent == null ? "/" : parent.toString();
    }

    private record File(String path, Descriptor descriptor) implements Appender {
        @Override
        public void append(byte[] bytes) {
            try {
                descriptor.writeAll(bytes);
                descriptor.sync();
            } catch (SystemFailure e) {
                throw e.doing("appending to " + path);
            }
        }

        @Override
        public void close() {
            descriptor.close();
        }
    }
}
