// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.PathReport;
import io.mortise.api.Reason;
import io.mortise.api.Wwid;
import io.mortise.host.Signal;
import io.mortise.host.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** How far each path of an attach has come. Thread-safe. */
final class Progress {
    private final Tasks tasks;
    private final Signal changed;
    // all guarded by tasks.atomically
    private final List<IscsiPath> wanted;
    private final Map<IscsiPath, Up> up = new TreeMap<>();
    private final Map<IscsiPath, PathReport> down = new TreeMap<>();
    private final Map<IscsiPath, Wwid> answers = new TreeMap<>();

    Progress(Tasks tasks, List<IscsiPath> wanted) {
        this.tasks = tasks;
        this.wanted = new ArrayList<>(wanted);
        this.changed = tasks.signal("path of " + wanted.get(0).target());
    }

    /** Raised whenever a path has come up or failed. */
    Signal changed() {
        return changed;
    }

    void up(Up path) {
        answered(path.path(), path.wwid());
        tasks.atomically(() -> up.put(path.path(), path));
        changed.raise();
    }

    /** A path that failed; whether it was up before or not. */
    void down(IscsiPath path, Reason reason, String detail) {
        tasks.atomically(
                () -> {
                    up.remove(path);
                    return down.put(path, PathReport.down(path, reason, detail));
                });
        changed.raise();
    }

    /** What the disk of a path says it is; also of one that goes down for another reason. */
    void answered(IscsiPath path, Optional<Wwid> wwid) {
        wwid.ifPresent(volume -> tasks.atomically(() -> answers.put(path, volume)));
    }

    /** What the disk of a path said that it is; empty if it was not asked, or states nothing. */
    Optional<Wwid> answer(IscsiPath path) {
        return tasks.atomically(() -> Optional.ofNullable(answers.get(path)));
    }

    /** It is not asked for any more. */
    void forget(IscsiPath path) {
        tasks.atomically(
                () -> {
                    up.remove(path);
                    down.remove(path);
                    return wanted.remove(path);
                });
        changed.raise();
    }

    /** Those that are up, in the order in which they were asked for. */
    List<Up> ups() {
        return tasks.atomically(
                () -> wanted.stream().filter(up::containsKey).map(up::get).toList());
    }

    /** Those that failed. */
    List<PathReport> downs() {
        return tasks.atomically(() -> new ArrayList<>(down.values()));
    }

    /** How many others than those have failed. */
    int downsBut(List<IscsiPath> some) {
        return tasks.atomically(
                () -> (int) down.keySet().stream().filter(path -> !some.contains(path)).count());
    }

    /** Whether none is pending but those. */
    boolean settledBut(Predicate<IscsiPath> some) {
        return tasks.atomically(
                () -> wanted.stream().filter(some.negate()).noneMatch(this::pending));
    }

    /** Whether none is pending. */
    boolean settled() {
        return tasks.atomically(() -> up.size() + down.size() == wanted.size());
    }

    /** Whether nothing is known of that path yet. */
    boolean pending(IscsiPath path) {
        return tasks.atomically(() -> !up.containsKey(path) && !down.containsKey(path));
    }

    Optional<Up> up(IscsiPath path) {
        return tasks.atomically(() -> Optional.ofNullable(up.get(path)));
    }

    /** How each path asked for is, in the order in which they were asked for. */
    List<PathReport> reports() {
        return reports(Map.of());
    }

    /**
     * How each path asked for is, in the order in which they were asked for.
     *
     * @param open those that are told as pending, wherever they are, and why
     */
    List<PathReport> reports(Map<IscsiPath, String> open) {
        return tasks.atomically(
                () ->
                        wanted.stream()
                                .flatMap(
                                        path ->
                                                open.containsKey(path)
                                                        ? Stream.of(pending(path, open))
                                                        : report(path).stream())
                                .toList());
    }

    private static PathReport pending(IscsiPath path, Map<IscsiPath, String> open) {
        return PathReport.pending(path, open.get(path));
    }

    private Optional<PathReport> report(IscsiPath path) {
        return up.containsKey(path)
                ? Optional.of(PathReport.active(path, up.get(path).disk().name()))
                : Optional.ofNullable(down.get(path));
    }
}
