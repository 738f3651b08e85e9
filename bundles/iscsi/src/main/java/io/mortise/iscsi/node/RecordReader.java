// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.api.Portal;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads node records. iscsiadm writes them in their place, so whoever reads without open-iscsi's
 * lock may find one half written: it is read again then, for a moment. Thread-safe.
 */
final class RecordReader {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final Duration BEAT = Duration.ofMillis(10);

    private final Host host;

    RecordReader(Host host) {
        this.host = host;
    }

    /** The record in a file; empty if there is none, or it can't be read as one. */
    Optional<NodeRecord> read(String path) {
        try {
            return text(path)
                    .filter(text -> !RecordText.isCutShort(text))
                    .flatMap(text -> NodeRecord.read(NodePlaces.target(path), path, text));
        } catch (HostFailure failure) {
            throw new HostFailure(
                    failure.kind(), "reading the node record of " + of(path), failure);
        }
    }

    /**
     * The text of a record that is to be written again.
     *
     * @return empty if it is not there any more
     * @throws HostFailure GARBLED if it can't be read as a record: that must not be written back
     */
    Optional<String> whole(String path) {
        Optional<String> text = text(path);
        if (text.filter(RecordText::isCutShort).isPresent()) {
            throw new HostFailure(
                    HostFailure.Kind.GARBLED,
                    "reading the node record of " + of(path),
                    "it is cut short");
        }
        return text;
    }

    private Optional<String> text(String path) {
        Optional<String> first = once(path);
        if (first.filter(RecordText::isCutShort).isEmpty()) {
            return first;
        }
        return host.tasks()
                .deadline(MOMENT)
                .await(
                        host.tasks().signal("record written"),
                        BEAT,
                        () -> once(path).filter(text -> !RecordText.isCutShort(text)))
                .or(() -> first);
    }

    private Optional<String> once(String path) {
        return host.files().readBytes(path).map(RecordReader::decoded);
    }

    // there may be a secret in it
    private static String decoded(byte[] bytes) {
        try {
            return new String(bytes, StandardCharsets.UTF_8);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static String of(String path) {
        return NodePlaces.portal(path).map(Portal::toString).orElse(path);
    }
}
