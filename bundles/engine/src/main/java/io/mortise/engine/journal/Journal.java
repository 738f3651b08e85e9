// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.api.AttachmentId;
import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.host.HostIdentity;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directory of the trails: {@code ID.trail} each, held by one process at a time through {@code
 * directory.lock}.
 */
public final class Journal implements AutoCloseable {
    private static final String TRAIL = ".trail";

    private final HostFiles files;
    private final HostIdentity here;
    private final String directory;
    private final Held lock;

    private Journal(HostFiles files, HostIdentity here, String directory, Held lock) {
        this.files = files;
        this.here = here;
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes the directory for this process, making it if it is not there.
     *
     * @throws HostFailure if it can't be had: UNAVAILABLE if another process holds it
     */
    public static Journal open(HostFiles files, HostIdentity here, String directory) {
        files.makeDirectories(directory);
        Optional<Held> lock = files.tryLock(directory + "/directory.lock", Access.EXCLUSIVE);
        if (lock.isEmpty()) {
            throw new HostFailure(
                    HostFailure.Kind.UNAVAILABLE,
                    "taking the journal " + directory,
                    "another process holds it");
        }
        return new Journal(files, here, directory, lock.get());
    }

    /** The attachments that have a file. */
    public List<AttachmentId> ids() {
        return files.list(directory).stream()
                .filter(name -> name.matches("[a-z2-7]{10}\\" + TRAIL))
                .map(name -> new AttachmentId(name.substring(0, name.length() - TRAIL.length())))
                .toList();
    }

    /** The file of an attachment, there or not. */
    public TrailFile file(AttachmentId id) {
        return new TrailFile(files, here, id, directory + "/" + id, TRAIL);
    }

    /** Removes what a crash left beside the trails: files half written, and marks of operations. */
    public void sweep() {
        Set<AttachmentId> alive = Set.copyOf(ids());
        for (String name : files.list(directory)) {
            if (name.matches("[a-z2-7]{10}\\.tmp")) {
                files.remove(directory + "/" + name);
            } else if (name.matches("[a-z2-7]{10}\\.lock")) {
                var id = new AttachmentId(name.substring(0, name.indexOf('.')));
                if (!alive.contains(id)) {
                    tryOperation(id).ifPresent(mark -> forget(id, mark));
                }
            }
        }
    }

    private void forget(AttachmentId id, Held mark) {
        try (mark) {
            forgetOperation(id);
        }
    }

    /**
     * Tries the lock that whoever runs an operation on this attachment holds; its file is opened
     * for nothing else.
     */
    public Optional<Held> tryOperation(AttachmentId id) {
        return files.tryLock(operationLock(id), Access.EXCLUSIVE);
    }

    /** Removes that lock's file; to be called by its holder, once the trail is over. */
    public void forgetOperation(AttachmentId id) {
        files.remove(operationLock(id));
    }

    private String operationLock(AttachmentId id) {
        return directory + "/" + id + ".lock";
    }

    /** The host that this is. */
    public HostIdentity host() {
        return here;
    }

    /** Where the trails are. */
    public String directory() {
        return directory;
    }

    /** Lets others have it. */
    @Override
    public void close() {
        lock.close();
    }
}
