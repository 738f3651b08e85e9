// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.array.StorageArray;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.kernel.Kernel;
import io.mortise.simulator.kernel.Session;
import io.mortise.simulator.kernel.SessionTerms;
import io.mortise.simulator.machine.Timeline;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** iscsid: one thread that logs in and out and reconnects, a step at a time. */
public final class Iscsid {
    private static final String INITIATOR = "/etc/iscsi/initiatorname.iscsi";
    private static final long FIRST_PID = 250;

    private final Kernel kernel;
    private final StorageArray array;
    private final Supplier<Latencies> latencies;
    private final Set<String> underWay = new HashSet<>();
    private final Reconnects reconnects = new Reconnects(this);
    private final Set<IntConsumer> clients = new LinkedHashSet<>();
    private boolean running;
    private int lives;
    private long busyUntil;

    public Iscsid(Kernel kernel, StorageArray array, Supplier<Latencies> latencies) {
        this.kernel = kernel;
        this.array = array;
        this.latencies = latencies;
    }

    /** Whether it runs. */
    public boolean running() {
        return running;
    }

    /**
     * Starts it. It takes over the sessions that are there: what is broken is reconnected, and so
     * is what an iscsid before it did not bring to an end.
     */
    public void start() {
        running = true;
        kernel.machine().tree().file("/proc/" + pid() + "/comm", "iscsid\n");
        reconnects.start();
    }

    /** Ends it, whatever is under way. Sessions stay as they are, also half-made ones. */
    public void stop() {
        running = false;
        kernel.machine().tree().remove("/proc/" + pid());
        lives++;
        busyUntil = 0;
        underWay.clear();
        reconnects.stop();
        List.copyOf(clients).forEach(client -> client.accept(IscsiStatus.COMMUNICATION));
    }

    /** Logs in; the result comes when that is done or given up. */
    public void login(LoginTerms terms, IntConsumer client) {
        IntConsumer result = known(client);
        boolean there =
                kernel.sessions().find(terms.target(), terms.address(), terms.iface()).isPresent();
        if (there || !underWay.add(terms.key())) {
            inTurn(Duration.ZERO, () -> result.accept(IscsiStatus.SESSION_EXISTS));
            return;
        }
        inTurn(Duration.ZERO, new LoginAttempt(this, terms, result)::look);
    }

    /** Logs out; the result comes when that is done. */
    public void logout(Session session, IntConsumer client) {
        IntConsumer result = known(client);
        if (session.opening()) {
            inTurn(Duration.ZERO, () -> result.accept(IscsiStatus.INTERNAL));
            return;
        }
        Optional<Integer> refusal = reconnects.refusal(session);
        if (refusal.isPresent()) {
            inTurn(Duration.ZERO, () -> result.accept(refusal.get()));
            return;
        }
        inTurn(
                latencies.get().logout(),
                () -> {
                    kernel.sessions().close(session);
                    result.accept(IscsiStatus.SUCCESS);
                });
    }

    /** The name that this initiator logs in with. */
    public String initiatorName() {
        return kernel.machine()
                .tree()
                .read(INITIATOR)
                .map(text -> text.strip().replaceFirst("^InitiatorName=", ""))
                .orElse("");
    }

    Kernel kernel() {
        return kernel;
    }

    /** The network it reaches, which iscsiadm asks for targets by itself. */
    public StorageArray array() {
        return array;
    }

    Timeline timeline() {
        return kernel.machine().timeline();
    }

    Latencies latencies() {
        return latencies.get();
    }

    Session open(LoginTerms terms) {
        Session session =
                kernel.sessions()
                        .open(
                                new SessionTerms(
                                        terms.target(),
                                        terms.address(),
                                        initiatorName(),
                                        pid(),
                                        terms.iface(),
                                        terms.transport()));
        Duration login = latencies.get().login();
        after(
                login.dividedBy(6),
                "name of session " + session.id(),
                () -> kernel.sessions().named(session));
        after(
                login.dividedBy(3),
                "portal of session " + session.id(),
                () -> kernel.sessions().addressed(session));
        return session;
    }

    void ended(LoginTerms terms) {
        underWay.remove(terms.key());
    }

    /** One thing after the other: the one thread. */
    void inTurn(Duration work, Runnable then) {
        long now = timeline().nanos();
        busyUntil = Math.max(now, busyUntil) + work.toNanos();
        after(Duration.ofNanos(busyUntil - now), "work of iscsid", then);
    }

    /** Plans what does not happen if it ends before. */
    void after(Duration delay, String what, Runnable then) {
        timeline().after(delay, what, whileItLives(then));
    }

    /** The number of its process, another in each life. */
    public long pid() {
        return FIRST_PID + lives;
    }

    /** What does not happen if it ends before. */
    Runnable whileItLives(Runnable then) {
        int life = lives;
        return () -> {
            if (life == lives) {
                then.run();
            }
        };
    }

    // it is told when iscsid ends before the result is there
    private IntConsumer known(IntConsumer client) {
        IntConsumer once =
                new IntConsumer() {
                    @Override
                    public void accept(int status) {
                        if (clients.remove(this)) {
                            client.accept(status);
                        }
                    }
                };
        clients.add(once);
        return once;
    }
}
