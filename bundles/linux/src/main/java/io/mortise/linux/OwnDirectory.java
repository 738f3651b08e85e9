// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A directory in which we make, lock and replace files. Below one that all may write to, such as
 * {@code /run/lock}, anybody may have been there first, with a directory or a link of his own, and
 * could then take our locks away or have us write elsewhere.
 */
final class OwnDirectory {
    // inode(7)
    private static final int KIND = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120000;
    private static final int STICKY = 01000;
    private static final int BY_GROUP = 0020;
    private static final int BY_ALL = 0002;

    private OwnDirectory() {}

    /** Checks the directory that a file is in; one that is absent is left to whoever opens it. */
    static void of(String file, String doing) {
        Path directory = Path.of(file).getParent();
        if (directory != null) {
            check(directory, doing);
        }
    }

    /**
     * Checks a directory.
     *
     * @throws HostFailure REFUSED if it is a link, belongs to another user than root and us, may be
     *     written to by others, or could be replaced by others
     */
    static void check(Path directory, String doing) {
        try {
            Inode own = Inode.of(directory, LinkOption.NOFOLLOW_LINKS);
            if ((own.mode & KIND) == LINK) {
                throw refused(doing, directory + " is a symbolic link");
            }
            if ((own.mode & KIND) != DIRECTORY) {
                return; // opening it fails as well, and says so
            }
            if (own.owner != 0 && own.owner != LibC.getuid()) {
                throw refused(doing, directory + " belongs to another user (" + own.owner + ")");
            }
            if (own.open()) {
                throw refused(doing, "others may write to " + directory + own.shown());
            }
            Path parent = directory.getParent();
            if (parent != null) {
                Inode above = Inode.of(parent);
                if (above.open() && (above.mode & STICKY) == 0) {
                    throw refused(
                            doing,
                            "others may replace "
                                    + directory
                                    + ", since "
                                    + parent
                                    + " is open to them"
                                    + above.shown());
                }
            }
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return;
        } catch (IOException e) {
            throw new HostFailure(HostFailure.Kind.IO, doing, e);
        }
    }

    private static HostFailure refused(String doing, String why) {
        return new HostFailure(
                HostFailure.Kind.REFUSED,
                doing,
                why + "; it must be a directory of root's or of this process's user, mode 0700");
    }

    private record Inode(int mode, int owner, int group) {
        static Inode of(Path path, LinkOption... options) throws IOException {
            Map<String, Object> inode = Files.readAttributes(path, "unix:mode,uid,gid", options);
            return new Inode(
                    (Integer) inode.get("mode"),
                    (Integer) inode.get("uid"),
                    (Integer) inode.get("gid"));
        }

        // the group root is nobody else; open-iscsi makes its lock folder with mode 0660
        boolean open() {
            return (mode & BY_ALL) != 0 || (mode & BY_GROUP) != 0 && group != 0;
        }

        String shown() {
            return " (mode %04o)".formatted(mode & 07777);
        }
    }
}
