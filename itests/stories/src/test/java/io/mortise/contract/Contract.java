// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Chap;
import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.iscsi.node.Credentials;
import io.mortise.iscsi.node.Ifaces;
import io.mortise.iscsi.node.Iscsiadm;
import io.mortise.iscsi.node.LoginLimits;
import io.mortise.iscsi.node.NodeCredentials;
import io.mortise.iscsi.node.NodeRecord;
import io.mortise.iscsi.node.NodeRecords;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.Session;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Hctl;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.scsi.multipath.MultipathDevices;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Rule;
import org.junit.rules.TestRule;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/** A contract: has a ground of its own, and proves that it asked for what it says it covers. */
public abstract class Contract {
    static final Iqn TARGET = Iqn.parse(Ground.IQN);
    static final Wwid VOLUME = new Wwid(Ground.WWID);
    static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration BEAT = Duration.ofMillis(50);

    @Rule public final TestRule around = this::around;

    private Ground ground;

    private Statement around(Statement contract, Description description) {
        return new Statement() {
            @Override
            public void evaluate() throws Throwable {
                try (Ground fresh = Ground.open()) {
                    ground = fresh;
                    contract.evaluate();
                    honest(description.getAnnotation(Covers.class));
                }
            }
        };
    }

    private void honest(Covers covers) {
        var asked =
                ground.calls().stream()
                        .flatMap(call -> Shape.of(call).stream())
                        .collect(Collectors.toSet());
        if (covers != null && !asked.isEmpty()) {
            var claimed = EnumSet.copyOf(Arrays.asList(covers.value()));
            claimed.removeAll(asked);
            assertTrue("said to be covered, and never asked for: " + claimed, claimed.isEmpty());
        }
    }

    Ground ground() {
        return ground;
    }

    <T> T on(Supplier<T> body) {
        return ground.on(body);
    }

    Deadline in(Duration time) {
        return ground.host().tasks().deadline(time);
    }

    /** Waits until something is so. */
    void until(String what, BooleanSupplier condition) {
        var tasks = ground.host().tasks();
        boolean so =
                on(
                        () ->
                                in(LONG).await(
                                                tasks.signal(what),
                                                BEAT,
                                                () ->
                                                        condition.getAsBoolean()
                                                                ? Optional.of(true)
                                                                : Optional.empty())
                                        .orElse(false));
        assertTrue("never: " + what, so);
    }

    void pass(Duration time) {
        var tasks = ground.host().tasks();
        on(() -> tasks.await(tasks.signal("time passes"), 0, in(time)));
    }

    // --- records and sessions ---

    static Portal portal(int k) {
        return Portal.parse("10.10." + k + ".2:3260");
    }

    NodeRecord record(int k) {
        return record(k, Optional.empty());
    }

    NodeRecord record(int k, Optional<Chap> chap) {
        return on(
                () -> {
                    var records = new NodeRecords(ground.host());
                    try (Held lock = records.lock(in(LONG))) {
                        assertTrue(lock.toString(), lock != null);
                        records.make(
                                TARGET,
                                portal(k),
                                new Ifaces(ground.host()).require("default"),
                                OptionalInt.empty(),
                                new LoginLimits(3, 1),
                                new NodeCredentials(Credentials.of(chap, ground.host().files())));
                    }
                    return records.find(TARGET, portal(k), "default").orElseThrow();
                });
    }

    List<NodeRecord> records() {
        return IntStream.range(0, 4).mapToObj(this::record).toList();
    }

    Iscsiadm iscsiadm() {
        return new Iscsiadm(ground.host());
    }

    List<Session> sessions() {
        return on(() -> new IscsiSessions(ground.host()).look().sessions());
    }

    Session session(int k) {
        return sessions().stream()
                .filter(session -> session.name().portal().equals(portal(k)))
                .findFirst()
                .orElseThrow();
    }

    void login() {
        records();
        assertEquals(0, on(() -> iscsiadm().login(TARGET, in(LONG))).command().status());
        until("four sessions", () -> sessions().stream().filter(Session::up).count() == 4);
    }

    // --- disks and maps ---

    Disks disks() {
        return new Disks(ground.host());
    }

    Hctl address(int k, int lun) {
        return new Hctl(session(k).host(), 0, 0, lun);
    }

    Optional<Disk> disk(int k, int lun) {
        Hctl address = address(k, lun);
        return on(() -> disks().find(address).stream().toList()).stream().findFirst();
    }

    Disk scan(int k, int lun) {
        Hctl address = address(k, lun);
        on(() -> disks().scan(address, in(LONG)));
        until("disk at " + address, () -> disk(k, lun).isPresent());
        return disk(k, lun).orElseThrow();
    }

    MultipathDaemon daemon() {
        return new MultipathDaemon(ground.host());
    }

    Optional<DmMap> map() {
        return on(() -> new MultipathDevices(ground.host()).byWwid(VOLUME).stream().toList())
                .stream()
                .findFirst();
    }

    /** Sessions, disks and a map with four active paths. */
    DmMap attach() {
        login();
        IntStream.range(0, 4).forEach(k -> scan(k, 1));
        until("four paths", () -> active() == 4);
        return map().orElseThrow();
    }

    long active() {
        return on(
                () ->
                        map().isEmpty()
                                ? 0L
                                : daemon().paths(in(LONG)).stream()
                                        .filter(path -> path.active())
                                        .count());
    }
}
