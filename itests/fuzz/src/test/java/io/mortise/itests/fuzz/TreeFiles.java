// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.fuzz;

import io.mortise.host.Access;
import io.mortise.host.Appender;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.host.Written;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Files that hold what a target was given: {@code PATH=CONTENT}, or {@code PATH>LINK}. */
final class TreeFiles implements HostFiles {
    private final Map<String, String> contents = new TreeMap<>();
    private final Map<String, String> links = new TreeMap<>();
    private final List<String> touched = new ArrayList<>();
    private final List<byte[]> secrets = new ArrayList<>();

    TreeFiles(Input input) {
        for (String part : input.texts()) {
            int sign = part.indexOf('=');
            int arrow = part.indexOf('>');
            if (sign > 0 && (arrow < 0 || sign < arrow)) {
                contents.put(part.substring(0, sign), part.substring(sign + 1));
            } else if (arrow > 0) {
                links.put(part.substring(0, arrow), part.substring(arrow + 1));
            }
        }
    }

    List<String> touched() {
        return List.copyOf(touched);
    }

    List<byte[]> privateBytes() {
        return List.copyOf(secrets);
    }

    @Override
    public Optional<String> read(String path) {
        Optional<String> text = Optional.ofNullable(contents.get(path));
        if (text.filter(content -> content.length() > 1 << 20).isPresent()) {
            throw new HostFailure(HostFailure.Kind.GARBLED, "reading " + path, "it is too long");
        }
        return text;
    }

    @Override
    public Optional<byte[]> readBytes(String path) {
        return Optional.ofNullable(contents.get(path))
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public Optional<byte[]> readPrivate(String path, int most) {
        Optional<byte[]> bytes = readBytes(path);
        if (bytes.filter(all -> all.length > most).isPresent()) {
            throw new HostFailure(HostFailure.Kind.REFUSED, "reading " + path, "it is too long");
        }
        bytes.ifPresent(secrets::add);
        return bytes;
    }

    @Override
    public List<String> list(String directory) {
        String folder = directory.replaceFirst("/+$", "") + "/";
        var names = new TreeSet<String>();
        for (Map<String, String> each : List.of(contents, links)) {
            each.keySet().stream()
                    .filter(path -> path.startsWith(folder))
                    .map(path -> path.substring(folder.length()).split("/", 2)[0])
                    .filter(name -> !Set.of("", ".", "..").contains(name))
                    .forEach(names::add);
        }
        return List.copyOf(names);
    }

    @Override
    public boolean exists(String path) {
        return contents.containsKey(path) || links.containsKey(path) || !list(path).isEmpty();
    }

    @Override
    public Optional<String> readLink(String path) {
        return Optional.ofNullable(links.get(path));
    }

    @Override
    public Optional<String> realPath(String path) {
        return readLink(path).or(() -> Optional.of(path).filter(this::exists));
    }

    @Override
    public Optional<String> blockNumber(String path) {
        return read(path);
    }

    @Override
    public Optional<Instant> modified(String path) {
        return read(path).map(text -> Instant.EPOCH);
    }

    @Override
    public Written write(String attribute, String text, Deadline deadline) {
        return contents.containsKey(attribute) ? Written.DONE : Written.ABSENT;
    }

    @Override
    public List<String> unanswered(String attribute) {
        return List.of();
    }

    @Override
    public void replace(String path, String temporary, byte[] content) {
        touched.add(path);
        touched.add(temporary);
        contents.put(path, new String(content, StandardCharsets.UTF_8));
    }

    @Override
    public Appender append(String path) {
        throw new UnsupportedOperationException("nothing is appended here");
    }

    @Override
    public void remove(String path) {
        touched.add(path);
        contents.remove(path);
        links.remove(path);
    }

    @Override
    public void makeDirectories(String path) {
        touched.add(path); // there are no directories of their own
    }

    @Override
    public boolean hardLink(String existing, String newName) {
        touched.add(newName);
        return true; // nobody else is there
    }

    @Override
    public Optional<Held> tryLock(String path, Access access) {
        touched.add(path);
        return Optional.of(() -> {}); // nobody else is there
    }
}
