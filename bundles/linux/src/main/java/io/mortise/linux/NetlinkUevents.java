// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.Signal;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import io.mortise.host.Uevent;
import io.mortise.host.Uevents;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices from netlink; one thread receives them, from the first subscription on. */
final class NetlinkUevents implements Uevents, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetlinkUevents.class);

    /** What udev gives itself; when many disks appear at once thousands of notices are queued. */
    static final int QUEUE_BYTES = 128 << 20;

    private final Tasks tasks;
    private final int queueBytes;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private Optional<UeventSocket> listening = Optional.empty(); // guarded by this
    private boolean closed; // guarded by this

    NetlinkUevents(Tasks tasks, int queueBytes) {
        this.tasks = tasks;
        this.queueBytes = queueBytes;
    }

    /**
     * @throws HostFailure if the notices can't be listened to at all
     */
    @Override
    public Held subscribe(Predicate<Uevent> filter, Signal signal) {
        var subscription = new Subscription(filter, signal);
        subscriptions.add(subscription);
        try {
            listen();
        } catch (SystemFailure e) {
            subscription.close();
            throw e.doing("listening to the kernel's and udev's notices (AF_NETLINK)");
        }
        return subscription;
    }

    // the socket is bound before this returns, so nothing that happens later is missed
    private synchronized void listen() throws SystemFailure {
        if (closed) {
            throw new IllegalStateException("no subscription: this host has been closed");
        }
        if (listening.isEmpty()) {
            UeventSocket socket = UeventSocket.open(queueBytes);
            try {
                tasks.start("uevents", TaskKind.DAEMON, () -> receive(socket));
            } catch (RuntimeException | Error e) {
                socket.close();
                throw e;
            }
            listening = Optional.of(socket);
        }
    }

    private void receive(UeventSocket socket) {
        try (socket) {
            boolean more = true;
            while (more) {
                UeventSocket.Received received = socket.receive();
                more = received.kind() != UeventSocket.Kind.WOKEN;
                if (received.kind() == UeventSocket.Kind.LOST) {
                    LOG.debug("uevents were lost; everybody looks again");
                    subscriptions.forEach(Subscription::raise);
                }
                received.bytes().ifPresent(this::deliver);
            }
        } catch (SystemFailure e) {
            LOG.warn("uevents can't be received; the next subscription tries again", e);
        } finally {
            forget();
            subscriptions.forEach(Subscription::raise);
        }
    }

    private synchronized void forget() {
        listening = Optional.empty();
    }

    /** Raises the signals of those whose filter takes the notice. */
    void deliver(byte[] message) {
        if (!subscriptions.isEmpty()) {
            UeventMessage.parse(message)
                    .ifPresent(notice -> subscriptions.forEach(s -> s.offer(notice)));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        listening.ifPresent(UeventSocket::wake);
    }

    private final class Subscription implements Held {
        private final Predicate<Uevent> filter;
        private final Signal signal;

        private Subscription(Predicate<Uevent> filter, Signal signal) {
            this.filter = filter;
            this.signal = signal;
        }

        // a filter that fails must neither end the thread that all share nor make its owner wait
        private void offer(Uevent notice) {
            boolean taken = true;
            try {
                taken = filter.test(notice);
            } catch (RuntimeException e) {
                LOG.error("a filter of uevents failed on {}", notice, e);
            }
            if (taken) {
                raise();
            }
        }

        private void raise() {
            signal.raise();
        }

        @Override
        public void close() {
            subscriptions.remove(this);
        }
    }
}
