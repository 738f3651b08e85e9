// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.array.ArrayGroup;
import io.mortise.simulator.array.ArrayListener;
import io.mortise.simulator.array.Gateway;
import io.mortise.simulator.array.StorageArray;
import io.mortise.simulator.fabric.Wire;
import io.mortise.simulator.machine.AttributeWriter;
import io.mortise.simulator.machine.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** All iSCSI sessions: how they come, break, come back and go. */
public final class Sessions implements ArrayListener {
    // node.conn[0].timeo.noop_out_interval and noop_out_timeout; other values in a record are not
    // obeyed
    private static final Duration PING = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Timeline timeline;
    private final Sysfs sysfs;
    private final StorageArray array;
    private final Numbers hosts = new Numbers();
    private final Numbers targets = new Numbers();
    private final Map<Integer, Session> open = new TreeMap<>();
    private IntFunction<AttributeWriter> scanners = host -> (text, answer) -> {};
    private Consumer<Session> beforeEnd = session -> {};
    private Optional<Consumer<Session>> onFailure = Optional.empty();
    private int lastId;

    Sessions(Timeline timeline, Sysfs sysfs, StorageArray array) {
        this.timeline = timeline;
        this.sysfs = sysfs;
        this.array = array;
    }

    void scanners(IntFunction<AttributeWriter> made) {
        scanners = made;
    }

    void beforeEnd(Consumer<Session> act) {
        beforeEnd = act;
    }

    /** Tells iscsid of connections that break, or nobody. */
    public void onFailure(Optional<Consumer<Session>> told) {
        onFailure = told;
    }

    /** Makes a session, which has neither name nor socket at first. */
    public Session open(SessionTerms terms) {
        Optional<Integer> shared =
                all().stream()
                        .filter(other -> terms.sharesHostWith(other.terms()))
                        .map(Session::host)
                        .findFirst();
        int host = shared.orElseGet(hosts::take);
        int target = terms.ofCard() ? targets.take() : 0;
        var session = new Session(++lastId, host, target, terms, array, timeline.nanos());
        open.put(session.id(), session);
        var files = new SessionFiles(sysfs, session);
        if (shared.isEmpty()) {
            files.addHost(scanners.apply(host));
        }
        files.add();
        return session;
    }

    /** A session got a socket and the name of its target. */
    public void named(Session session) {
        if (session.state() == SessionState.NEW) {
            session.state(SessionState.NAMED);
        }
    }

    /** A session was told its portal; its login is under way. */
    public void addressed(Session session) {
        if (session.state() == SessionState.NAMED) {
            session.markAddressed();
            session.state(SessionState.OPENING);
        }
    }

    /** An iscsid found it: a login that another one began stands still until it is made anew. */
    public void takeOver(Session session) {
        if (session.named() && session.opening()) {
            fail(session);
        }
    }

    /** The login was answered: up, for the first time or again. */
    public void up(Session session) {
        session.markAddressed();
        session.state(SessionState.UP);
        noticeLater(session);
    }

    /** Ends a session with its disks; nothing if it has ended. */
    public void close(Session session) {
        if (open.containsKey(session.id())) {
            beforeEnd.accept(session);
            open.remove(session.id());
            var files = new SessionFiles(sysfs, session);
            files.remove();
            if (session.terms().ofCard()) {
                targets.giveBack(session.targetNumber());
            }
            if (onHost(session.host()).isEmpty()) {
                files.removeHost();
                hosts.giveBack(session.host());
            }
            session.state(SessionState.GIVEN_UP);
        }
    }

    /** All sessions, by number. */
    public List<Session> all() {
        return List.copyOf(open.values());
    }

    /** Those of one SCSI host, by number. */
    List<Session> onHost(int host) {
        return all().stream().filter(session -> session.host() == host).toList();
    }

    /** The session of that number. */
    public Optional<Session> find(int id) {
        return Optional.ofNullable(open.get(id));
    }

    /** A session to a target through a portal. */
    public Optional<Session> find(String target, String address) {
        return all().stream()
                .filter(Session::addressed)
                .filter(session -> session.terms().target().equals(target))
                .filter(session -> session.terms().address().equals(address))
                .findFirst();
    }

    /** The session to a target through a portal, from an iface. */
    public Optional<Session> find(String target, String address, String iface) {
        return all().stream()
                .filter(Session::addressed)
                .filter(session -> session.terms().iface().equals(iface))
                .filter(session -> session.terms().target().equals(target))
                .filter(session -> session.terms().address().equals(address))
                .findFirst();
    }

    @Override
    public void wireChanged(Gateway gateway) {
        all().stream()
                .filter(session -> session.current().equals(gateway.address()))
                .forEach(this::noticeLater);
        all().stream().filter(Session::passes).forEach(session -> session.state(session.state()));
    }

    @Override
    public void serviceChanged(ArrayGroup group) {
        all().stream()
                .filter(session -> session.group().filter(group::equals).isPresent())
                .filter(session -> session.state() == SessionState.UP && !session.passes())
                .forEach(this::fail);
    }

    // a broken wire is noticed by the kernel's own pings; a reset with the ping, silence some time
    // after
    private void noticeLater(Session session) {
        if (session.state() != SessionState.UP || session.passes()) {
            return;
        }
        long sinceBegin = timeline.nanos() - session.began();
        Duration toPing = PING.minusNanos(sinceBegin % PING.toNanos());
        boolean reset =
                array.gateway(session.current())
                        .filter(gateway -> gateway.wire() == Wire.REFUSING)
                        .isPresent();
        Duration delay = reset ? toPing : toPing.plus(PATIENCE);
        timeline.after(delay, "ping of session " + session.id(), () -> failIfBroken(session));
    }

    private void failIfBroken(Session session) {
        if (open.containsValue(session)
                && session.state() == SessionState.UP
                && !session.passes()) {
            fail(session);
        }
    }

    private void fail(Session session) {
        session.state(SessionState.FAILED);
        onFailure.ifPresent(told -> told.accept(session));
        timeline.after(
                Duration.ofSeconds(session.recoverySeconds()),
                "recovery time of session " + session.id(),
                () -> {
                    if (session.state() == SessionState.FAILED) {
                        session.state(SessionState.GIVEN_UP);
                    }
                });
    }
}
