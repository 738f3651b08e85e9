// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Held;
import io.mortise.host.Signal;
import io.mortise.host.Uevent;
import io.mortise.host.Uevents;
import io.mortise.simulator.baton.Party;
import io.mortise.simulator.machine.Computer;
import java.util.function.Predicate;

/** Listening to the imagined kernel and udev. */
final class Subscriptions implements Uevents {
    private final Gate gate;
    private final Handles handles;
    private final Computer computer;
    private final Party party;

    Subscriptions(Gate gate, Handles handles, Computer computer, Party party) {
        this.gate = gate;
        this.handles = handles;
        this.computer = computer;
        this.party = party;
    }

    @Override
    public Held subscribe(Predicate<Uevent> filter, Signal signal) {
        return gate.make(
                Operation.of(Call.SUBSCRIBE, signal.toString(), () -> subscribed(filter, signal))
                        .told(subscription -> "done"));
    }

    private Held subscribed(Predicate<Uevent> filter, Signal signal) {
        Predicate<Uevent> heard =
                event ->
                        filter.test(event)
                                && gate.delivers(
                                        event.action() + " " + event.devpath() + " to " + signal,
                                        signal::raise);
        return handles.keep(
                "subscription of " + signal, computer.announcer().subscribe(party, heard, signal));
    }
}
