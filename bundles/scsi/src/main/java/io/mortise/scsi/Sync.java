// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.Shown;
import io.mortise.host.CommandResult;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The program {@code sync} of coreutils, on devices. Thread-safe. */
public final class Sync {
    private static final String BLOCK = "/sys/class/block/";

    private final Host host;

    public Sync(Host host) {
        this.host = host;
    }

    /**
     * Has a volume write its own cache, and finds out whether all that was written to a device or
     * to its partitions got there: by fsync(2), which fails for what could not be written since
     * somebody was told last. The kernel tells it once and keeps no copy, so after any exit but 0
     * there is no point in asking again. To be called when nothing is left to write, as after
     * {@link Blockdev#flush}: else what a call learns that runs out of time is learned by nobody.
     *
     * @param blockName {@code dm-3}, {@code sda}
     */
    public CommandResult of(String blockName, Deadline deadline) {
        if (!blockName.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("no device: " + Shown.of(blockName));
        }
        var argv = new ArrayList<>(List.of("sync", "/dev/" + blockName));
        Stream.concat(partitions(blockName), mapped(blockName))
                .map(name -> "/dev/" + name)
                .filter(host.files()::exists)
                .sorted()
                .forEach(argv::add);
        return host.commands().run(argv, deadline);
    }

    // each has a cache, and errors, of its own
    private Stream<String> partitions(String name) {
        return host.files().list(BLOCK + name).stream()
                .filter(child -> child.startsWith(name))
                .filter(child -> host.files().exists(BLOCK + child + "/partition"));
    }

    // those that kpartx made of a map
    private Stream<String> mapped(String name) {
        return host.files().list(BLOCK + name + "/holders").stream()
                .filter(
                        holder ->
                                host.files()
                                        .read(BLOCK + holder + "/dm/uuid")
                                        .filter(uuid -> uuid.strip().matches("part\\d+-.*"))
                                        .isPresent());
    }
}
