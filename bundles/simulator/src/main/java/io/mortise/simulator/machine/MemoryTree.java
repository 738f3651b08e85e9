// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import io.mortise.host.Written;
import io.mortise.simulator.machine.Node.Attribute;
import io.mortise.simulator.machine.Node.Directory;
import io.mortise.simulator.machine.Node.Link;
import io.mortise.simulator.machine.Node.Plain;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The file system as kernel and programs see it: what they put there is on disk at once. */
final class MemoryTree implements Tree {
    private final Names names;
    private final Conditions conditions;

    MemoryTree(Names names, Conditions conditions) {
        this.names = names;
        this.conditions = conditions;
    }

    @Override
    public void directory(String path) {
        Place place = names.make(path);
        if (names.follow(path).flatMap(Place::directory).isEmpty()) {
            place.parent().put(place.name(), new Directory(names.now()));
        }
    }

    @Override
    public void file(String path, String text) {
        file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    // the same file with other bytes, as O_TRUNC does, so that hard links see them
    @Override
    public void file(String path, byte[] content) {
        Optional<Plain> there = names.follow(path).flatMap(Place::plain);
        if (there.isPresent()) {
            there.get().bytes = content.clone();
            there.get().changed = names.now();
            there.get().force();
        } else {
            put(path, new Plain(names.now(), content.clone(), content.clone()));
        }
    }

    @Override
    public void expose(String path) {
        names.find(path).flatMap(Place::plain).ifPresent(plain -> plain.exposed = true);
    }

    @Override
    public boolean isExposed(String path) {
        return names.find(path).flatMap(Place::plain).filter(plain -> plain.exposed).isPresent();
    }

    private void put(String path, Node node) {
        Place place = names.make(path);
        place.parent().put(place.name(), node);
    }

    @Override
    public void append(String path, String text) {
        file(path, read(path).orElse("") + text);
    }

    @Override
    public void attribute(String path, Supplier<String> read) {
        attribute(path, read, (text, answer) -> answer.accept(Written.REFUSED));
    }

    @Override
    public void attribute(String path, Supplier<String> read, AttributeWriter writer) {
        Supplier<byte[]> bytes = () -> read.get().getBytes(StandardCharsets.UTF_8);
        put(path, new Attribute(names.now(), bytes, writer));
    }

    @Override
    public void writeOnly(String path, AttributeWriter writer) {
        Supplier<byte[]> refused =
                () -> {
                    throw new HostFailure(Kind.REFUSED, "reading " + path, "Permission denied");
                };
        put(path, new Attribute(names.now(), refused, writer));
    }

    @Override
    public void binary(String path, Supplier<byte[]> read) {
        AttributeWriter none = (text, answer) -> answer.accept(Written.REFUSED);
        put(path, new Attribute(names.now(), read, none));
    }

    @Override
    public void link(String path, String target) {
        put(path, new Link(names.now(), target));
    }

    @Override
    public boolean hardLink(String existing, String newName) {
        Optional<Plain> file = names.follow(existing).flatMap(Place::plain);
        if (file.isEmpty() || exists(newName)) {
            return false;
        }
        put(newName, file.get());
        return true;
    }

    @Override
    public void rename(String from, String to) {
        Optional<Place> source = names.find(from).filter(place -> place.node().isPresent());
        source.ifPresent(
                place -> {
                    place.parent().drop(place.name());
                    place.node().ifPresent(node -> put(to, node));
                });
    }

    @Override
    public void remove(String path) {
        names.find(path).ifPresent(place -> place.parent().drop(place.name()));
    }

    @Override
    public boolean exists(String path) {
        return names.find(path).flatMap(Place::node).isPresent();
    }

    @Override
    public boolean isDirectory(String path) {
        return names.follow(path).flatMap(Place::directory).isPresent();
    }

    @Override
    public Optional<String> read(String path) {
        return readBytes(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public Optional<byte[]> readBytes(String path) {
        return names.follow(path).flatMap(Place::node).flatMap(Node::content);
    }

    @Override
    public List<String> list(String directory) {
        return names.follow(directory)
                .flatMap(Place::directory)
                .map(found -> List.copyOf(found.names.keySet()))
                .orElse(List.of());
    }

    @Override
    public Optional<String> readLink(String path) {
        return names.find(path).flatMap(Place::link).map(link -> link.target);
    }

    @Override
    public Optional<String> realPath(String path) {
        return names.follow(path).filter(place -> place.node().isPresent()).map(Place::path);
    }

    @Override
    public Optional<Long> modified(String path) {
        return names.follow(path).flatMap(Place::node).map(node -> node.changed);
    }

    @Override
    public void condition(String directory, Condition condition) {
        conditions.set(directory, condition);
    }
}
