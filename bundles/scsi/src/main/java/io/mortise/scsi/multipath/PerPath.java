// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.host.Deadline;
import io.mortise.host.Task;
import io.mortise.host.Tasks;
import io.mortise.scsi.Disk;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Does one thing to the disks of all paths at once. */
final class PerPath {
    private final Tasks tasks;
    private final GrowthWanted wanted;

    PerPath(Tasks tasks, GrowthWanted wanted) {
        this.tasks = tasks;
        this.wanted = wanted;
    }

    /** The answer of each path; the first failure, by path, is thrown once all have ended. */
    <T> Map<String, T> each(String what, BiFunction<String, Disk, T> body) {
        Map<String, Task<T>> started = new TreeMap<>();
        wanted.disks()
                .forEach(
                        (path, disk) -> {
                            Supplier<T> one = () -> body.apply(path, disk);
                            started.put(path, tasks.fork(what + " " + disk.name(), one));
                        });
        tasks.join(started.values(), Deadline.never(tasks));
        var answers = new TreeMap<String, T>();
        started.forEach((path, task) -> answers.put(path, task.result().orElseThrow()));
        return answers;
    }
}
