// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.api.AttachmentId;
import io.mortise.host.Appender;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.host.HostIdentity;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file of one trail. It only grows, but for being replaced as a whole. Not thread-safe: its
 * trail takes care of that.
 */
public final class TrailFile {
    private final HostFiles files;
    private final HostIdentity here;
    private final AttachmentId id;
    private final String path;
    private final String temporary;

    TrailFile(HostFiles files, HostIdentity here, AttachmentId id, String stem, String extension) {
        this.files = files;
        this.here = here;
        this.id = id;
        this.path = stem + extension;
        this.temporary = stem + ".tmp";
    }

    /** Where it is, for people. */
    public String path() {
        return path;
    }

    /** Whether there is one. */
    public boolean exists() {
        return files.exists(path);
    }

    /**
     * Reads it.
     *
     * @throws HostFailure if it can't be read
     */
    public TrailReading read() {
        return TrailReading.of(id, files.readBytes(path).orElse(new byte[0]), here);
    }

    /**
     * Makes it, or writes it anew, all at once and forced to disk.
     *
     * @throws HostFailure if it can't be written; then it is as it was
     */
    public void replace(List<Entry> entries) {
        Line header = new Header(Header.FORMAT, here, id).line();
        replaceLines(Stream.concat(Stream.of(header), entries.stream().map(Entry::line)).toList());
    }

    /**
     * Writes it anew with these lines, header included.
     *
     * @throws HostFailure if it can't be written; then it is as it was
     */
    public void replaceLines(List<Line> lines) {
        var content = new ByteArrayOutputStream();
        lines.forEach(line -> content.writeBytes(line.bytes()));
        files.replace(path, temporary, content.toByteArray());
    }

    /**
     * Appends a record and forces it to disk.
     *
     * @throws HostFailure if it can't be written; what stands there is unknown then, and it must be
     *     replaced before anything is appended again
     */
    public void append(Entry entry) {
        try (Appender appender = files.append(path)) {
            appender.append(entry.line().bytes());
        }
    }

    /** Removes it. */
    public void remove() {
        files.remove(path);
    }
}
