// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.Signal;
import io.mortise.simulator.baton.Party;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The abstract socket namespace. */
public final class ServiceTable implements Services {
    private final Function<String, Signal> signals;
    private final Map<String, LocalService> services = new HashMap<>();
    private final Map<String, List<SocketEnd>> ends = new HashMap<>();

    ServiceTable(Function<String, Signal> signals) {
        this.signals = signals;
    }

    @Override
    public void listen(String abstractName, LocalService service) {
        services.put(abstractName, service);
    }

    @Override
    public void close(String abstractName) {
        services.remove(abstractName);
        Optional.ofNullable(ends.remove(abstractName)).orElse(List.of()).forEach(SocketEnd::close);
    }

    /** Connects; empty if nobody listens. */
    public Optional<SocketEnd> connect(String abstractName, Party owner) {
        return Optional.ofNullable(services.get(abstractName))
                .map(
                        service -> {
                            Signal changed = signals.apply("socket " + abstractName);
                            var end = new SocketEnd(owner, changed, service);
                            List<SocketEnd> known =
                                    ends.computeIfAbsent(abstractName, n -> new ArrayList<>());
                            known.removeIf(old -> !old.open());
                            known.add(end);
                            return end;
                        });
    }

    /** The process is gone. */
    public void hangUp(Party owner) {
        ends.values().stream()
                .flatMap(known -> List.copyOf(known).stream())
                .filter(end -> end.owner() == owner)
                .forEach(SocketEnd::hangUp);
    }

    void clear() {
        services.clear();
        ends.clear();
    }
}
