// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.Task;
import io.mortise.host.Tasks;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is in the way of taking a block device apart: mounts and swap of this mount namespace, loop
 * devices, what is offered to other hosts (nvmet, LIO), and devices stacked on it, also on its
 * partitions and on what is stacked on it; and, where that is asked for, programs that merely hold
 * it open and mounts that other mount namespaces have. Thread-safe.
 */
public final class Uses {
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final String HIDDEN =
            "the kernel for what shows nowhere (ZFS, a further disk of btrfs, a target)";

    private final Host host;

    public Uses(Host host) {
        this.host = host;
    }

    /** All uses of a device ({@code sdX}, {@code dm-N}). */
    public List<Use> of(String blockName) {
        return of(blockName, Set.of());
    }

    /**
     * All uses but those by expected holders, and by what stands above these.
     *
     * @param expected names of devices, such as the {@code dm-N} above a path disk
     */
    public List<Use> of(String blockName, Set<String> expected) {
        return of(List.of(blockName), expected);
    }

    /** As {@link #of(String, Set)}, of several devices. */
    public List<Use> of(Collection<String> blockNames, Set<String> expected) {
        return new UseSearch(host.files(), expected).from(blockNames);
    }

    /**
     * As {@link #of(String, Set)}, and also programs that have it open, by process id, mounts in
     * other mount namespaces, and, where nothing is found, whether the kernel says it is somebody's
     * all the same. Looks at every open file of every process, so it is for when something is in
     * the way, not for every detach. Daemons that watch all devices are left out.
     *
     * @param deadline when to stop looking; what was found by then is the answer
     */
    public Everywhere everywhere(String blockName, Set<String> expected, Deadline deadline) {
        var search = new UseSearch(host.files(), expected);
        List<Use> above = search.from(List.of(blockName));
        Tasks tasks = host.tasks();
        // a device node on a dead file system must not hold whoever asks
        Task<Everywhere> programs =
                tasks.fork(
                        "who has " + blockName + " open",
                        () -> {
                            var processes = new ProcessSearch(host.files(), search.numbers());
                            boolean whole = processes.search(deadline);
                            return new Everywhere(processes.found(), whole);
                        });
        Optional<Everywhere> told =
                programs.join(tasks.deadline(deadline.left().plus(GRACE)))
                        ? programs.result()
                        : Optional.empty();
        List<Use> all =
                Stream.concat(above.stream(), told.stream().flatMap(found -> found.uses().stream()))
                        .distinct()
                        .toList();
        boolean whole = told.map(Everywhere::whole).orElse(false);
        return all.isEmpty() && expected.isEmpty()
                ? claim(blockName, whole, deadline)
                : new Everywhere(all, whole);
    }

    // what shows nowhere else
    private Everywhere claim(String blockName, boolean whole, Deadline deadline) {
        Optional<Boolean> claimed =
                host.inquiries().claimed("/dev/" + blockName, deadline.atMost(ANSWER));
        List<Use> use =
                claimed.orElse(false)
                        ? List.of(new Use(Use.Kind.CLAIM, blockName, HIDDEN))
                        : List.of();
        return new Everywhere(use, whole && claimed.isPresent());
    }

    /**
     * What was found.
     *
     * @param uses who is in the way
     * @param whole whether all processes were looked at
     */
    public record Everywhere(List<Use> uses, boolean whole) {
        public Everywhere {
            uses = List.copyOf(uses);
        }

        /** Whether certainly nobody is. */
        public boolean none() {
            return uses.isEmpty() && whole;
        }

        /** A phrase for people. */
        public String describe() {
            return uses.isEmpty()
                    ? "it is not known whether a program has it open"
                    : uses.stream().map(Use::describe).collect(Collectors.joining(", "));
        }
    }
}
