// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import io.mortise.host.Written;
import io.mortise.simulator.machine.Node.Directory;
import io.mortise.simulator.machine.Node.Plain;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The file system as a JVM changes it: what is written is in memory until it is forced, a name
 * until its directory is. Failures are those of {@link io.mortise.host.HostFiles}.
 */
public final class Disk {
    private final Names names;
    private final Conditions conditions;

    Disk(Names names, Conditions conditions) {
        this.names = names;
        this.conditions = conditions;
    }

    /** Writes a whole file, making it if absent; not forced. */
    public void overwrite(String path, byte[] content) {
        conditions.needSpace("writing", path);
        change(plain("writing", path), content.clone());
    }

    /** Writes at the end of a file, making it if absent; not forced. */
    public void add(String path, byte[] content) {
        conditions.needSpace("appending to", path);
        Plain file = plain("appending to", path);
        var longer = new ByteArrayOutputStream();
        longer.writeBytes(file.bytes);
        longer.writeBytes(content);
        change(file, longer.toByteArray());
    }

    private void change(Plain file, byte[] bytes) {
        file.bytes = bytes;
        file.changed = names.now();
    }

    /** Makes an empty file if there is none; not forced. */
    public void create(String path) {
        if (names.find(path).flatMap(Place::plain).isEmpty()) {
            conditions.needSpace("making", path);
        }
        plain("making", path);
    }

    private Plain plain(String doing, String path) {
        Place place = parent(doing, path);
        if (place.node().isEmpty()) {
            var made = new Plain(names.now(), new byte[0], new byte[0]);
            place.parent().names.put(place.name(), made);
            return made;
        }
        return place.plain()
                .orElseThrow(
                        () -> new HostFailure(Kind.REFUSED, doing + " " + path, "no plain file"));
    }

    private Place parent(String doing, String path) {
        return names.find(path)
                .orElseThrow(
                        () ->
                                new HostFailure(
                                        Kind.UNAVAILABLE,
                                        doing + " " + path,
                                        "No such file or directory"));
    }

    /** Forces a file's bytes. */
    public void force(String path) {
        names.find(path).flatMap(Place::plain).ifPresent(Plain::force);
    }

    /** Forces the names in a directory. */
    public void forceDirectory(String path) {
        names.follow(path).flatMap(Place::directory).ifPresent(Directory::force);
    }

    /** Gives a file another name, replacing what had it, in one act; not forced. */
    public void rename(String from, String to) {
        conditions.change("renaming", to);
        Place source = parent("renaming", from);
        Place target = parent("renaming to", to);
        Plain file =
                source.plain()
                        .orElseThrow(
                                () ->
                                        new HostFailure(
                                                Kind.UNAVAILABLE,
                                                "renaming " + from,
                                                "No such file or directory"));
        if (target.directory().isPresent()) {
            throw new HostFailure(Kind.REFUSED, "renaming to " + to, "Is a directory");
        }
        source.parent().names.remove(source.name());
        target.parent().names.put(target.name(), file);
    }

    /** Removes a file, link or empty directory; absent is fine; not forced. */
    public void remove(String path) {
        Optional<Place> place = names.find(path).filter(found -> found.node().isPresent());
        if (place.isEmpty()) {
            return;
        }
        conditions.change("removing", path);
        if (place.get().directory().filter(found -> !found.names.isEmpty()).isPresent()) {
            throw new HostFailure(Kind.REFUSED, "removing " + path, "Directory not empty");
        }
        if (place.get().attribute().isPresent()) {
            throw new HostFailure(Kind.REFUSED, "removing " + path, "Operation not permitted");
        }
        place.get().parent().names.remove(place.get().name());
    }

    /** The same, forced. */
    public void removeForced(String path) {
        remove(path);
        forceDirectory(path.substring(0, Math.max(1, path.lastIndexOf('/'))));
    }

    /** Makes a directory and its parents, forced. */
    public void makeDirectories(String path) {
        if (names.follow(path).flatMap(Place::directory).isPresent()) {
            return;
        }
        conditions.needSpace("making", path);
        Place place = names.make(path);
        if (place.node().isPresent()) {
            throw new HostFailure(Kind.REFUSED, "making " + path, "File exists");
        }
        place.parent().put(place.name(), new Directory(names.now()));
    }

    /**
     * Makes a hard link; not forced.
     *
     * @return false if the new name is taken
     */
    public boolean hardLink(String existing, String newName) {
        conditions.needSpace("linking", newName);
        Plain file =
                names.find(existing)
                        .flatMap(Place::plain)
                        .orElseThrow(
                                () ->
                                        new HostFailure(
                                                Kind.UNAVAILABLE,
                                                "linking " + newName + " to " + existing,
                                                "No such file or directory"));
        Place place = parent("linking", newName);
        if (place.node().isPresent()) {
            return false;
        }
        place.parent().names.put(place.name(), file);
        return true;
    }

    /** What makes a file the same file, whatever its name; empty if absent or no plain file. */
    public Optional<Object> identity(String path) {
        return names.find(path).flatMap(Place::plain).map(file -> file);
    }

    /** Hands a text to an attribute; the answer comes now, later or never. */
    public void write(String path, String text, Consumer<Written> answer) {
        Optional<Place> place = names.follow(path).filter(found -> found.node().isPresent());
        if (place.flatMap(Place::attribute).isPresent()) {
            place.flatMap(Place::attribute).get().write(text, answer);
        } else if (place.flatMap(Place::plain).isPresent()) {
            overwrite(place.get().path(), text.getBytes(StandardCharsets.UTF_8));
            answer.accept(Written.DONE);
        } else {
            answer.accept(place.isPresent() ? Written.REFUSED : Written.ABSENT);
        }
    }

    /** A JVM crashed: bytes that it had not forced are lost. */
    public void loseBytes() {
        lose(names.root());
    }

    private void lose(Directory directory) {
        for (Node node : directory.names.values()) {
            if (node instanceof Plain file) {
                file.bytes = file.durable;
            } else if (node instanceof Directory below) {
                lose(below);
            }
        }
    }

    /** The power went: names that were not forced are lost as well, and all that is in memory. */
    void loseAll() {
        names.root().names = new TreeMap<>(names.root().durable);
        Names.IN_MEMORY.forEach(name -> names.root().put(name, new Directory(names.now())));
        loseNames(names.root());
        loseBytes();
    }

    private void loseNames(Directory directory) {
        directory.names = new TreeMap<>(directory.durable);
        for (Node node : directory.names.values()) {
            if (node instanceof Directory below) {
                loseNames(below);
            }
        }
    }
}
