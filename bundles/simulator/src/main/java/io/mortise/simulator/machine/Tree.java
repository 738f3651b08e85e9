// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The file system, by absolute path. Parent directories are made as needed. Symbolic links are
 * followed in the middle of a path, and at its end where it says so; links that go in a circle are
 * an IO {@link io.mortise.host.HostFailure}.
 *
 * <p>Below {@code /run}, {@code /sys}, {@code /proc}, {@code /dev} and {@code /tmp} all is in
 * memory and gone after a reboot; the rest is on disk. What is put here by kernel and programs
 * counts as forced to disk at once; what a JVM writes does when it has forced it.
 */
public interface Tree {
    /** Makes a directory; there already is fine. */
    void directory(String path);

    /** Makes or replaces a plain file. */
    void file(String path, String text);

    /** Makes or replaces a plain file. */
    void file(String path, byte[] content);

    /** Adds to a plain file, making it if absent. */
    void append(String path, String text);

    /** Lets everybody read a plain file; those made here are their owner's only. */
    void expose(String path);

    /** Whether everybody may read a plain file. */
    boolean isExposed(String path);

    /**
     * Makes an attribute that is computed at each reading; EIO is a thrown HostFailure, EINVAL a
     * thrown {@link NoValue}.
     */
    void attribute(String path, Supplier<String> read);

    /** Makes an attribute that can be written to as well. */
    void attribute(String path, Supplier<String> read, AttributeWriter writer);

    /** Makes an attribute that can only be written to ({@code scan}, {@code delete}). */
    void writeOnly(String path, AttributeWriter writer);

    /** Makes an attribute of bytes ({@code vpd_pg83}). */
    void binary(String path, Supplier<byte[]> read);

    /** Makes or replaces a symbolic link; the target may be relative, as in sysfs. */
    void link(String path, String target);

    /**
     * Makes a hard link to a plain file.
     *
     * @return false if the new name is taken or there is no such file
     */
    boolean hardLink(String existing, String newName);

    /** Moves a file or directory, replacing a file; no such file is fine. */
    void rename(String from, String to);

    /** Removes a file, link or whole subtree; absent is fine. */
    void remove(String path);

    /** Whether something is there, not following a last symbolic link. */
    boolean exists(String path);

    /** Whether it is a directory, following links. */
    boolean isDirectory(String path);

    /** The text of a file or attribute, following links; empty if absent or a directory. */
    Optional<String> read(String path);

    /** The bytes of a file or attribute, following links; empty if absent or a directory. */
    Optional<byte[]> readBytes(String path);

    /** The names in a directory, sorted, following links; empty if absent. */
    List<String> list(String directory);

    /** What a symbolic link holds; empty if absent or no link. */
    Optional<String> readLink(String path);

    /** The path with all links followed; empty if its end is absent. */
    Optional<String> realPath(String path);

    /**
     * When a plain file was last changed, in nanoseconds of the {@link Timeline}; empty if absent.
     */
    Optional<Long> modified(String path);

    /** How the file system below a directory behaves towards those who write there from a JVM. */
    void condition(String directory, Condition condition);

    /** How a file system is. */
    enum Condition {
        /** It takes what is written. */
        WRITABLE,
        /** Every change fails with EROFS. */
        READ_ONLY,
        /** Every change that needs space fails with ENOSPC. */
        FULL
    }
}
