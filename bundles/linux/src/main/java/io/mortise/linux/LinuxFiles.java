// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import com.sun.jna.Native;
import io.mortise.host.Access;
import io.mortise.host.Appender;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.host.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files and attributes. Where the number of the error decides (a device that vanishes while it is
 * read gives ENODEV, one that fails EIO) the calls are the kernel's own, since the JDK gives only
 * its text.
 */
final class LinuxFiles implements HostFiles {
    private static final int TEXT_LIMIT = 1 << 20;
    private static final int BYTES_LIMIT = 16 << 20;
    private static final int PATH_LIMIT = 4096;
    // inode(7)
    private static final int KIND_OF_FILE = 0170000;
    private static final int BLOCK_DEVICE = 0060000;

    private final AttributeWriter writer;

    LinuxFiles(Expendable expendable) {
        this.writer = new AttributeWriter(expendable);
    }

    @Override
    public Optional<String> read(String path) {
        return whole(path, TEXT_LIMIT).map(LinuxFiles::decoded);
    }

    // a record of open-iscsi may hold a secret
    private static String decoded(byte[] bytes) {
        try {
            return new String(bytes, StandardCharsets.UTF_8);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public Optional<byte[]> readBytes(String path) {
        return whole(path, BYTES_LIMIT);
    }

    private static Optional<byte[]> whole(String path, int limit) {
        try (Descriptor file = Descriptor.open(AbsolutePath.checked(path), LibC.O_RDONLY)) {
            return Optional.of(
                    file.content(
                            limit,
                            () ->
                                    new HostFailure(
                                            HostFailure.Kind.GARBLED,
                                            "reading " + path,
                                            "more than " + limit + " bytes")));
        } catch (SystemFailure e) {
            if (e.absentAt(path)) {
                return Optional.empty();
            }
            throw e.doing("reading " + path);
        }
    }

    @Override
    public Optional<byte[]> readPrivate(String path, int most) {
        return PrivateFile.read(AbsolutePath.checked(path), most);
    }

    @Override
    public List<String> list(String directory) {
        try {
            return DirectoryNames.of(AbsolutePath.checked(directory), DirectoryNames.MOST);
        } catch (NoSuchFileException e) {
            return List.of(); // not looked for again: it may have come meanwhile
        } catch (NotDirectoryException e) {
            return List.of(); // there is a file of that name, but no such directory
        } catch (DirectoryIteratorException | IOException e) {
            return failedUnlessAbsent(directory, "listing " + directory, e, List.of());
        }
    }

    @Override
    public boolean exists(String path) {
        try {
            link(path);
            return true;
        } catch (SystemFailure e) {
            if (e.is(Errno.EINVAL)) {
                return true; // it is there and is no link
            }
            if (e.absent()) {
                return false;
            }
            throw e.doing("looking for " + path);
        }
    }

    @Override
    public Optional<String> readLink(String path) {
        try {
            return Optional.of(link(path));
        } catch (SystemFailure e) {
            if (e.is(Errno.EINVAL) || e.absent()) {
                return Optional.empty();
            }
            throw e.doing("reading link " + path);
        }
    }

    private static String link(String path) throws SystemFailure {
        byte[] buffer = new byte[PATH_LIMIT];
        long length =
                Descriptor.checked(
                        () -> LibC.readlink(AbsolutePath.checked(path), buffer, buffer.length),
                        "readlink");
        return new String(buffer, 0, (int) length, StandardCharsets.UTF_8);
    }

    @Override
    public Optional<String> realPath(String path) {
        byte[] buffer = new byte[PATH_LIMIT];
        if (LibC.realpath(AbsolutePath.checked(path), buffer) != null) {
            return Optional.of(Native.toString(buffer, StandardCharsets.UTF_8));
        }
        SystemFailure failure = SystemFailure.last("realpath");
        if (failure.absent()) {
            return Optional.empty();
        }
        throw failure.doing("following " + path);
    }

    @Override
    public Optional<String> blockNumber(String path) {
        try {
            Map<String, Object> inode =
                    Files.readAttributes(AbsolutePath.of(path), "unix:mode,rdev");
            boolean block = ((Integer) inode.get("mode") & KIND_OF_FILE) == BLOCK_DEVICE;
            return block
                    ? Optional.of(DeviceNumber.text((Long) inode.get("rdev")))
                    : Optional.empty();
        } catch (IOException e) {
            return failedUnlessAbsent(path, "looking at " + path, e, Optional.empty());
        }
    }

    @Override
    public Optional<Instant> modified(String path) {
        try {
            return Optional.of(Files.getLastModifiedTime(AbsolutePath.of(path)).toInstant());
        } catch (IOException e) {
            return failedUnlessAbsent(path, "looking at " + path, e, Optional.empty());
        }
    }

    // the JDK tells what is absent in several ways, and not whether it has just vanished
    private <T> T failedUnlessAbsent(String path, String what, Exception cause, T empty) {
        if (realPath(path).isEmpty()) {
            return empty;
        }
        boolean refused =
                cause instanceof NotDirectoryException || cause instanceof AccessDeniedException;
        throw new HostFailure(
                refused ? HostFailure.Kind.REFUSED : HostFailure.Kind.IO, what, cause);
    }

    @Override
    public Written write(String attribute, String text, Deadline deadline) {
        return writer.write(AbsolutePath.checked(attribute), text, deadline);
    }

    @Override
    public List<String> unanswered(String attribute) {
        return writer.unanswered(AbsolutePath.checked(attribute));
    }

    @Override
    public void replace(String path, String temporary, byte[] content) {
        Durably.replace(AbsolutePath.checked(path), AbsolutePath.checked(temporary), content);
    }

    @Override
    public Appender append(String path) {
        return Durably.append(AbsolutePath.checked(path));
    }

    @Override
    public void remove(String path) {
        Durably.remove(AbsolutePath.checked(path));
    }

    @Override
    public void makeDirectories(String path) {
        Durably.makeDirectories(AbsolutePath.checked(path));
    }

    @Override
    public boolean hardLink(String existing, String newName) {
        try {
            Descriptor.checked(
                    () -> LibC.link(AbsolutePath.checked(existing), AbsolutePath.checked(newName)),
                    "link");
            return true;
        } catch (SystemFailure e) {
            if (e.is(Errno.EEXIST)) {
                return false;
            }
            throw e.doing("linking " + newName + " to " + existing);
        }
    }

    @Override
    public Optional<Held> tryLock(String path, Access access) {
        return LockFile.tryLock(AbsolutePath.checked(path), access);
    }
}
