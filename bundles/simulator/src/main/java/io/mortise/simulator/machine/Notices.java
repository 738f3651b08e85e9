// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.Held;
import io.mortise.host.Signal;
import io.mortise.host.Uevent;
import io.mortise.simulator.baton.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The sockets of the kernel and of udev, with all who listen. */
public final class Notices implements Announcer {
    private record Subscription(Party owner, Predicate<Uevent> filter, Signal signal) {}

    private final List<Listener> listeners = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    Notices() {}

    @Override
    public void announce(Uevent event) {
        List.copyOf(listeners).forEach(listener -> listener.heard(event));
        List.copyOf(subscriptions).stream()
                .filter(subscription -> subscription.filter.test(event))
                .forEach(subscription -> subscription.signal.raise());
    }

    @Override
    public void lose() {
        List.copyOf(subscriptions).forEach(subscription -> subscription.signal.raise());
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Adds one who listens from a JVM. */
    public Held subscribe(Party owner, Predicate<Uevent> filter, Signal signal) {
        var subscription = new Subscription(owner, filter, signal);
        subscriptions.add(subscription);
        return () -> subscriptions.remove(subscription);
    }

    /** The JVM is gone. */
    public void forget(Party owner) {
        subscriptions.removeIf(subscription -> subscription.owner == owner);
    }

    void clear() {
        listeners.clear();
        subscriptions.clear();
    }
}
