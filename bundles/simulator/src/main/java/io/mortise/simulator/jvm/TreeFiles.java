// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Access;
import io.mortise.host.Appender;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import io.mortise.host.HostFiles;
import io.mortise.host.Written;
import io.mortise.simulator.baton.Party;
import io.mortise.simulator.machine.Computer;
import io.mortise.simulator.machine.Disk;
import io.mortise.simulator.machine.Tree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The tree of the imagined computer as files. */
final class TreeFiles implements HostFiles {
    private static final int MOST_TEXT = 1 << 20;
    private static final int MOST_BYTES = 16 << 20;

    private final Gate gate;
    private final Handles handles;
    private final Computer computer;
    private final Tree tree;
    private final Disk disk;
    private final Party party;
    private final KernelWrites writes;

    TreeFiles(Gate gate, Handles handles, Computer computer, Party party, KernelWrites writes) {
        this.gate = gate;
        this.handles = handles;
        this.computer = computer;
        this.tree = computer.tree();
        this.disk = computer.disk();
        this.party = party;
        this.writes = writes;
    }

    @Override
    public Optional<String> read(String path) {
        return whole(path, MOST_TEXT).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public Optional<byte[]> readBytes(String path) {
        return whole(path, MOST_BYTES);
    }

    private Optional<byte[]> whole(String path, int most) {
        return gate.make(
                Operation.of(Call.READ, path, () -> bytes(path, most))
                        .garbling(read -> read.map(b -> Arrays.copyOf(b, b.length / 2)))
                        .told(TreeFiles::words));
    }

    @Override
    public Optional<byte[]> readPrivate(String path, int most) {
        return gate.make(
                Operation.of(Call.READ_PRIVATE, path, () -> PrivateBytes.of(tree, path, most))
                        .told(read -> read.isPresent() ? "something" : "absent"));
    }

    private Optional<byte[]> bytes(String path, int most) {
        Optional<byte[]> read = tree.readBytes(path);
        if (read.isEmpty() && tree.isDirectory(path)) {
            throw new HostFailure(Kind.REFUSED, "reading " + path, "Is a directory");
        }
        if (read.filter(bytes -> bytes.length > most).isPresent()) {
            throw new HostFailure(Kind.GARBLED, "reading " + path, "more than " + most + " bytes");
        }
        return read;
    }

    private static String words(Optional<byte[]> read) {
        return read.map(bytes -> bytes.length + " bytes " + Arrays.hashCode(bytes))
                .orElse("absent");
    }

    @Override
    public List<String> list(String directory) {
        return gate.make(
                Operation.of(Call.LIST, directory, () -> names(directory))
                        .garbling(names -> names.subList(0, names.size() / 2)));
    }

    private List<String> names(String directory) {
        if (!tree.isDirectory(directory) && tree.realPath(directory).isPresent()) {
            throw new HostFailure(Kind.REFUSED, "listing " + directory, "no directory");
        }
        return tree.list(directory);
    }

    @Override
    public boolean exists(String path) {
        return look(Call.EXISTS, path, () -> tree.exists(path));
    }

    @Override
    public Optional<String> readLink(String path) {
        return look(Call.READ_LINK, path, () -> tree.readLink(path));
    }

    @Override
    public Optional<String> realPath(String path) {
        return look(Call.REAL_PATH, path, () -> tree.realPath(path));
    }

    @Override
    public Optional<String> blockNumber(String path) {
        return look(Call.BLOCK_NUMBER, path, () -> number(path));
    }

    private Optional<String> number(String path) {
        return tree.realPath(path)
                .filter(real -> real.startsWith("/dev/"))
                .map(real -> real.substring("/dev/".length()))
                .flatMap(name -> tree.read("/sys/class/block/" + name + "/dev"))
                .map(String::strip);
    }

    @Override
    public Optional<Instant> modified(String path) {
        return look(
                Call.MODIFIED,
                path,
                () -> tree.modified(path).map(computer.baton().schedule()::wall));
    }

    private <T> T look(String operation, String path, Supplier<T> effect) {
        return gate.make(Operation.of(operation, path, effect));
    }

    @Override
    public Written write(String attribute, String text, Deadline deadline) {
        return writes.write(attribute, text, deadline);
    }

    // no call: the JVM knows it by itself
    @Override
    public List<String> unanswered(String attribute) {
        return writes.unanswered(attribute);
    }

    @Override
    public void replace(String path, String temporary, byte[] content) {
        Runnable whole =
                () -> {
                    disk.overwrite(temporary, content);
                    disk.force(temporary);
                    disk.rename(temporary, path);
                    disk.forceDirectory(parent(path));
                };
        gate.make(
                change(Call.REPLACE, path + " by " + content.length + " bytes", whole)
                        .torn(() -> replaceHalf(path, temporary, content)));
    }

    // the crash may come at any step, and half of what was written may be on disk already
    private void replaceHalf(String path, String temporary, byte[] content) {
        int steps = gate.draw(4);
        int written = steps == 0 ? gate.draw(content.length + 1) : content.length;
        disk.overwrite(temporary, Arrays.copyOf(content, written));
        disk.force(temporary);
        if (steps >= 2) {
            disk.rename(temporary, path);
        }
    }

    @Override
    public Appender append(String path) {
        Held open =
                gate.make(
                        Operation.of(
                                        Call.OPEN,
                                        path,
                                        () -> {
                                            disk.create(path);
                                            return handles.keep("file " + path, () -> {});
                                        })
                                .told(file -> "done"));
        return new DiskAppender(gate, disk, path, open);
    }

    @Override
    public void remove(String path) {
        gate.make(change(Call.REMOVE, path, () -> disk.removeForced(path)));
    }

    @Override
    public void makeDirectories(String path) {
        gate.make(change(Call.MAKE_DIRECTORIES, path, () -> disk.makeDirectories(path)));
    }

    static Operation<Boolean> change(String operation, String path, Runnable effect) {
        Supplier<Boolean> done =
                () -> {
                    effect.run();
                    return true;
                };
        return Operation.of(operation, path, done).told(answer -> "done");
    }

    @Override
    public boolean hardLink(String existing, String newName) {
        return gate.make(
                Operation.of(
                        Call.HARD_LINK,
                        newName + " to " + existing,
                        () -> disk.hardLink(existing, newName)));
    }

    @Override
    public Optional<Held> tryLock(String path, Access access) {
        return gate.make(
                Operation.of(Call.LOCK, path + " " + access, () -> lock(path, access))
                        .told(held -> held.isPresent() ? "held" : "taken by another"));
    }

    private Optional<Held> lock(String path, Access access) {
        disk.create(path);
        return disk.identity(path)
                .flatMap(file -> computer.locks().tryLock(file, access, party))
                .map(held -> handles.keep("lock " + path + " " + access, held));
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }
}
