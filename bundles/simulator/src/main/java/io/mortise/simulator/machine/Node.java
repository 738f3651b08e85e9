// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.Written;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a name in a directory stands for. */
abstract sealed class Node {
    // in nanoseconds of the timeline
    long changed;

    Node(long changed) {
        this.changed = changed;
    }

    /** The content; empty for what has none. */
    Optional<byte[]> content() {
        return Optional.empty();
    }

    /** Names, now and as they stand on disk. */
    static final class Directory extends Node {
        TreeMap<String, Node> names = new TreeMap<>();
        TreeMap<String, Node> durable = new TreeMap<>();

        Directory(long changed) {
            super(changed);
        }

        /** Changes a name now and on disk. */
        void put(String name, Node node) {
            names.put(name, node);
            durable.put(name, node);
        }

        void drop(String name) {
            names.remove(name);
            durable.remove(name);
        }

        void force() {
            durable = new TreeMap<>(names);
        }
    }

    /** Bytes, now and as they stand on disk. */
    static final class Plain extends Node {
        byte[] bytes;
        byte[] durable;
        boolean exposed;

        Plain(long changed, byte[] bytes, byte[] durable) {
            super(changed);
            this.bytes = bytes;
            this.durable = durable;
        }

        void force() {
            durable = bytes;
        }

        @Override
        Optional<byte[]> content() {
            return Optional.of(bytes.clone());
        }
    }

    /** A symbolic link. */
    static final class Link extends Node {
        final String target;

        Link(long changed, String target) {
            super(changed);
            this.target = target;
        }
    }

    /** An attribute of the kernel. */
    static final class Attribute extends Node {
        private final Supplier<byte[]> reader;
        private final AttributeWriter writer;

        Attribute(long changed, Supplier<byte[]> reader, AttributeWriter writer) {
            super(changed);
            this.reader = reader;
            this.writer = writer;
        }

        void write(String text, Consumer<Written> answer) {
            writer.write(text, answer);
        }

        @Override
        Optional<byte[]> content() {
            try {
                return Optional.of(reader.get());
            } catch (NoValue invalid) {
                return Optional.empty();
            }
        }
    }
}
