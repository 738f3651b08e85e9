// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Deadline;
import io.mortise.host.HostNames;
import io.mortise.simulator.machine.Computer;
import java.util.List;

/** Names as {@code /etc/hosts} of the imagined computer has them; there is no name server. */
final class HostsFile implements HostNames {
    private final Gate gate;
    private final Computer computer;

    HostsFile(Gate gate, Computer computer) {
        this.gate = gate;
        this.computer = computer;
    }

    @Override
    public List<String> addresses(String name, Deadline deadline) {
        return gate.make(
                Operation.of(Call.LOOK_UP, name, () -> found(name))
                        .by(deadline, List::of)
                        .failing(kind -> List.of())
                        .garbling(all -> List.of()));
    }

    private List<String> found(String name) {
        return computer.tree()
                .read("/etc/hosts")
                .orElse("")
                .lines()
                .map(line -> List.of(line.strip().split("\\s+")))
                .filter(
                        line ->
                                line.subList(1, line.size()).stream()
                                        .anyMatch(name::equalsIgnoreCase))
                .map(line -> line.get(0))
                .toList();
    }
}
