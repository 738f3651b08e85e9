// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.demo;

import io.mortise.api.Attachment;
import io.mortise.api.HostListener;
import io.mortise.api.IscsiSession;
import io.mortise.api.MultipathMap;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** What is on the host, as last told, and how to wait until it is as wanted. Thread-safe. */
final class Sight implements HostListener {
    /** What is on the host. */
    record Seen(
            List<Attachment> attachments, List<IscsiSession> sessions, List<MultipathMap> maps) {
        static final Seen NOTHING = new Seen(List.of(), List.of(), List.of());

        Seen {
            attachments = List.copyOf(attachments);
            sessions = List.copyOf(sessions);
            maps = List.copyOf(maps);
        }
    }

    private Seen seen = Seen.NOTHING;

    @Override
    public synchronized void attachments(List<Attachment> all) {
        see(new Seen(all, seen.sessions(), seen.maps()));
    }

    @Override
    public synchronized void sessions(List<IscsiSession> all) {
        see(new Seen(seen.attachments(), all, seen.maps()));
    }

    @Override
    public synchronized void maps(List<MultipathMap> all) {
        see(new Seen(seen.attachments(), seen.sessions(), all));
    }

    private void see(Seen now) {
        seen = now;
        notifyAll();
    }

    /**
     * Waits until the host is as wanted; gives how it is then.
     *
     * @throws IllegalStateException with what was seen instead, if it is not within the limit
     */
    synchronized Seen await(String wanted, Predicate<Seen> wish, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!wish.test(seen)) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new IllegalStateException(
                            "Waited "
                                    + limit.toSeconds()
                                    + " s in vain until "
                                    + wanted
                                    + "; what was seen last: "
                                    + seen);
                }
                wait(left);
            }
            return seen;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting until " + wanted, e);
        }
    }
}
