// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.array.ArrayGroup;
import io.mortise.simulator.array.Gateway;
import io.mortise.simulator.array.StorageArray;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.fabric.Wire;
import io.mortise.simulator.kernel.Kernel;
import io.mortise.simulator.kernel.Session;
import io.mortise.simulator.kernel.SessionState;
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
    private static final Duration FIRST_RECONNECT = Duration.ofSeconds(2);
    private static final Duration NEXT_RECONNECT = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Kernel kernel;
    private final StorageArray array;
    private final Supplier<Latencies> latencies;
    private final Set<String> underWay = new HashSet<>();
    private final Set<Session> reconnecting = new HashSet<>();
    // found broken or half-made, and not up since
    private final Set<Session> stranded = new HashSet<>();
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
        kernel.sessions().onFailure(Optional.of(this::reconnect));
        kernel.sessions().all().forEach(kernel.sessions()::takeOver);
        kernel.sessions().all().stream().filter(Iscsid::broken).forEach(stranded::add);
        kernel.sessions().all().stream().filter(Iscsid::broken).forEach(this::reconnect);
    }

    /** Ends it, whatever is under way. Sessions stay as they are, also half-made ones. */
    public void stop() {
        running = false;
        lives++;
        busyUntil = 0;
        underWay.clear();
        reconnecting.clear();
        stranded.clear();
        kernel.sessions().onFailure(Optional.empty());
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
        if (stranded.contains(session)) {
            boolean connects = wire(session) == Wire.SILENT;
            int refusal = connects ? IscsiStatus.INTERNAL : IscsiStatus.SESSION_NOT_CONNECTED;
            inTurn(Duration.ZERO, () -> result.accept(refusal));
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
                                        250,
                                        terms.iface(),
                                        terms.transport()));
        after(
                latencies.get().login().dividedBy(3),
                "socket of session " + session.id(),
                () -> kernel.sessions().bound(session));
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

    private Runnable whileItLives(Runnable then) {
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

    private void reconnect(Session session) {
        if (reconnecting.add(session)) {
            tryAgain(session, FIRST_RECONNECT);
        }
    }

    private void tryAgain(Session session, Duration pause) {
        timeline().background(pause, "reconnect", whileItLives(() -> tryAgain(session)));
    }

    private void tryAgain(Session session) {
        boolean wanted = kernel.sessions().find(session.id()).isPresent() && broken(session);
        if (!wanted) {
            reconnecting.remove(session);
            return;
        }
        // always the portal that was asked for first, which may send it on again
        session.goesTo(session.terms().address());
        array.gateway(session.current())
                .filter(gateway -> gateway.wire() == Wire.GOOD)
                .flatMap(Gateway::elsewhere)
                .ifPresent(session::goesTo);
        Wire wire = wire(session);
        boolean serving =
                array.answering(session.terms().target(), session.current())
                        .filter(ArrayGroup::serving)
                        .isPresent();
        if (wire == Wire.GOOD && serving) {
            reconnecting.remove(session);
            inTurn(latencies.get().login(), () -> reconnected(session));
        } else {
            boolean answered = wire == Wire.GOOD || wire == Wire.REFUSING;
            tryAgain(session, answered ? NEXT_RECONNECT : LOOK);
        }
    }

    private Wire wire(Session session) {
        return array.gateway(session.current()).map(Gateway::wire).orElse(Wire.CUT);
    }

    private void reconnected(Session session) {
        stranded.remove(session);
        if (kernel.sessions().find(session.id()).isPresent() && broken(session)) {
            kernel.sessions().up(session);
        }
    }

    private static boolean broken(Session session) {
        return session.state() == SessionState.FAILED || session.state() == SessionState.GIVEN_UP;
    }
}
