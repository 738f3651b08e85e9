// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Files, sysfs attributes, links and lock files, by absolute path. What is absent is an empty
 * answer; everything else that goes wrong is a {@link HostFailure}. Thread-safe.
 */
@ProviderType
public interface HostFiles {
    /**
     * The whole text of a file or attribute, at most 1 MiB (more is GARBLED); empty if absent.
     *
     * <p>An attribute of the kernel ({@code /sys}) that has no value, or none any more, as those of
     * a device-mapper device that is being removed, is absent; so is what {@code /proc} had to say
     * of a process that has ended.
     */
    Optional<String> read(String path);

    /**
     * The bytes of a file or attribute, at most 16 MiB (more is GARBLED); empty if absent, as for
     * {@link #read}.
     */
    Optional<byte[]> readBytes(String path);

    /**
     * The bytes of a file that holds a secret; empty if absent. Refused, as a REFUSED {@link
     * HostFailure} that says why, unless it is a plain file and no link, belongs to this process's
     * user or to root, is closed to others (and its group can't write), and has at most so many
     * bytes.
     */
    Optional<byte[]> readPrivate(String path, int most);

    /**
     * The names in a directory, sorted, at most 1048576 (more is GARBLED); empty if there is no
     * such directory.
     */
    List<String> list(String directory);

    /** Whether something is there, not following a last symbolic link. */
    boolean exists(String path);

    /** What a symbolic link holds; empty if absent or no link. */
    Optional<String> readLink(String path);

    /** The path with all symbolic links followed; empty if the end is absent. */
    Optional<String> realPath(String path);

    /**
     * The number, {@code major:minor}, of the block device that a path leads to, following links;
     * empty if it is absent or anything else. May block where the path is on a dead file system.
     */
    Optional<String> blockNumber(String path);

    /** When the content was last changed; empty if absent. */
    Optional<Instant> modified(String path);

    /**
     * Writes to an attribute of the kernel in one write call, which may block for long inside the
     * kernel. At the deadline the call is left to itself and {@link Written#UNKNOWN} is the answer.
     */
    Written write(String attribute, String text, Deadline deadline);

    /**
     * What was {@linkplain #write written} to an attribute, by the same path, was {@link
     * Written#UNKNOWN} at its deadline, and has not been answered since: it may still take effect,
     * and holds up whatever else the kernel does there. Whoever asks is told, not only who wrote.
     */
    List<String> unanswered(String attribute);

    /**
     * Replaces or makes a whole file, readable by its owner only: written under the temporary path,
     * which must be on the same file system, forced to disk, renamed, and its directory forced.
     */
    void replace(String path, String temporary, byte[] content);

    /** Opens for appending, making it (owner only) if absent; never follows a symbolic link. */
    Appender append(String path);

    /**
     * Removes a file, link or empty directory, and forces its directory to disk, so that it does
     * not come back when the power goes; absent is fine.
     */
    void remove(String path);

    /**
     * Makes a directory (0700) and its parents; there already is fine.
     *
     * <p>A directory in which something is made, replaced, appended to or locked must not be a
     * symbolic link, belongs to root or this process's user, and nobody else may write to it or put
     * another in its place; else it is REFUSED.
     */
    void makeDirectories(String path);

    /**
     * Makes a hard link, which is how open-iscsi locks its database.
     *
     * @return false if the new name is taken
     */
    boolean hardLink(String existing, String newName);

    /**
     * Tries an operating system lock on a file of its own, made if absent, never opened otherwise.
     * Freed when closed or when the process ends. Not for excluding threads of one process.
     *
     * @return empty if another process holds it in a way that does not go with this one
     */
    Optional<Held> tryLock(String path, Access access);
}
