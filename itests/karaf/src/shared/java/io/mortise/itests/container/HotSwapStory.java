// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.JMException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Bundles of Mortise go, come, and are replaced while volumes are attached, and while others are
 * being attached and detached. Made before a test and ended after it.
 */
public final class HotSwapStory {
    /** Within this every operation has ended whose bundle went: stop.grace, and a little. */
    private static final Duration BOUND = Duration.ofSeconds(25);

    private static final Duration SLOW = Duration.ofMillis(700);
    private static final int UPDATES = 10;
    private static final String ATTACHMENT = "type=Attachment";

    private final BundleContext context;
    private final Client client;
    private Imagined imagined;
    private String before;
    private List<?> linksBefore;

    /** What somebody does to the container. */
    public interface Act {
        /** Does it. */
        void act() throws Exception;
    }

    /** Begins; waits for the simulator. */
    public HotSwapStory(BundleContext context) throws InterruptedException {
        this.context = context;
        this.client = new Client(context);
        remember();
    }

    private void remember() throws InterruptedException {
        client.connector();
        imagined = new Imagined(client.fabric());
        imagined.ordinary();
        before = imagined.host();
        linksBefore = imagined.links();
    }

    /** What is on the host stays as it is, whichever of these bundles goes or is replaced. */
    public void standingVolumeStays(String... rooms) throws Exception {
        String id = client.attach(imagined.volume("standing"));
        String attached = imagined.host();
        for (String room : rooms) {
            for (Swap swap : Swap.values()) {
                String about = room + " " + swap;
                Bundle bundle = Swap.bundle(context, room);
                swap.away(bundle);
                assertEquals(about, attached, imagined.host());
                if (bundle.getState() != Bundle.ACTIVE) {
                    leaves(room);
                }
                swap.back(context, bundle);
                client.in("ATTACHED", id);
                assertEquals(about, attached, imagined.host());
            }
        }
        beans(1);
        client.detach(id);
        beans(0);
    }

    /** All of Mortise goes, but for its host, and comes back; what is attached stays and is found. */
    public void isAwayAndBack(Act away, Act back) throws Exception {
        String id = client.attach(imagined.volume("away"));
        String attached = imagined.host();
        away.act();
        try {
            assertTrue("it is away", client.attachments().isEmpty());
            assertEquals(Set.of(), Beans.named("type=*"));
            leaves("engine");
            leaves("iscsi");
            assertEquals(attached, imagined.host());
        } finally {
            back.act();
        }
        client.in("ATTACHED", id);
        assertEquals(attached, imagined.host());
        client.detach(id);
    }

    /** MBeans go with the bundles that they need, and come back. */
    public void beansGoAndComeBack(String... rooms) throws Exception {
        String id = client.attach(imagined.volume("beans"));
        beans(1);
        var all = Beans.named("type=*");
        for (String room : rooms) {
            Bundle bundle = Swap.bundle(context, room);
            bundle.stop();
            client.waiting()
                    .until(
                            "no MBean while " + room + " is away",
                            () -> Beans.named("type=*").isEmpty(),
                            () -> Beans.named("type=*"));
            bundle.start();
            client.waiting()
                    .until(
                            "the MBeans of before, after " + room,
                            () -> Beans.named("type=*").equals(all),
                            () -> Beans.named("type=*"));
        }
        client.detach(id);
    }

    private void beans(int attachments) throws InterruptedException {
        client.waiting()
                .until(
                        attachments + " MBeans of attachments",
                        () -> Beans.named(ATTACHMENT).size() == attachments,
                        () -> Beans.named("type=*"));
    }

    /** Without the connector trails wait, are shown so, and go on when it comes. */
    public void trailsWaitForTheirConnector() throws Exception {
        String id = client.attach(imagined.volume("waiting"));
        String attached = imagined.host();
        Bundle iscsi = Swap.bundle(context, "iscsi");
        iscsi.stop();
        String detail = client.in("WAITING", id).detail();
        assertTrue(detail, detail.contains("waiting for") && detail.contains("iscsi.session"));
        assertTrue(client.service("io.mortise.api.VolumeConnector", "").isEmpty());
        assertTrue("commands", client.service("io.mortise.shell.Console", "").isPresent());
        iscsi.start();
        client.in("ATTACHED", id);
        assertEquals(attached, imagined.host());

        halfDetached(id);
        iscsi.stop();
        Swap.bundle(context, "engine").start();
        client.in("WAITING", id);
        String half = imagined.host();
        assertTrue(half, imagined.sessions() > 0);
        iscsi.start();
        untilGone(id);
        hostIsAsBefore();
    }

    // the engine is stopped when the map has gone and the disks have not
    private void halfDetached(String id) throws Exception {
        imagined.slow(SLOW);
        CompletableFuture<String> detach = client.detachMeanwhile(id);
        until("the map is gone", () -> imagined.maps() == 0);
        Swap.bundle(context, "engine").stop();
        ended(detach);
    }

    /** An attach under way ends in time when a bundle goes that it needs, and can be made again. */
    public void attachUnderWay(String room, Swap swap) throws Exception {
        imagined.slow(SLOW);
        String json = imagined.volume(name("attach", room, swap));
        CompletableFuture<String> attach = client.attachMeanwhile(json);
        until("a session", () -> imagined.sessions() > 0);
        Bundle bundle = Swap.bundle(context, room);
        swap.away(bundle);
        Optional<String> id = ended(attach);
        swap.back(context, bundle);
        imagined.ordinary();
        if (id.isEmpty()) {
            hostIsAsBefore();
            id = Optional.of(client.attach(json));
        }
        client.in("ATTACHED", id.get());
        client.detach(id.get());
    }

    /** A detach under way ends in time when a bundle goes that it needs, or at the next start. */
    public void detachUnderWay(String room, Swap swap) throws Exception {
        String id = client.attach(imagined.volume(name("detach", room, swap)));
        imagined.slow(SLOW);
        CompletableFuture<String> detach = client.detachMeanwhile(id);
        until("the map is gone", () -> imagined.maps() == 0);
        Bundle bundle = Swap.bundle(context, room);
        swap.away(bundle);
        ended(detach);
        swap.back(context, bundle);
        untilGone(id);
        hostIsAsBefore();
    }

    /** What has no part in an attach can go and come while one is under way. */
    public void attachGoesOnWithout(String... rooms) throws Exception {
        imagined.slow(Duration.ofMillis(1500));
        CompletableFuture<String> attach = client.attachMeanwhile(imagined.volume("goes-on"));
        until("a session", () -> imagined.sessions() > 0);
        for (String room : rooms) {
            for (Swap swap : Swap.values()) {
                Bundle bundle = Swap.bundle(context, room);
                swap.away(bundle);
                swap.back(context, bundle);
            }
        }
        imagined.ordinary();
        String id = ended(attach).orElseThrow();
        client.in("ATTACHED", id);
        client.detach(id);
    }

    /** Configurations that change meanwhile are for the operations after. */
    public void configurationChangesMeanwhile() throws Exception {
        imagined.slow(SLOW);
        CompletableFuture<String> attach = client.attachMeanwhile(imagined.volume("configured"));
        until("a session", () -> imagined.sessions() > 0);
        for (String pid : List.of("io.mortise.iscsi", "io.mortise.engine", "io.mortise.linux")) {
            configure(pid, Map.of("flush.attempts", "7", "multipath", "false"));
        }
        String id = ended(attach).orElseThrow();
        assertEquals("the map that was wanted when it began", 1, imagined.maps());
        for (String pid : List.of("io.mortise.iscsi", "io.mortise.engine", "io.mortise.linux")) {
            configure(pid, Map.of());
        }
        client.in("ATTACHED", id);
        client.detach(id);
    }

    private void configure(String pid, Map<String, String> properties) {
        Object admin = client.service("org.osgi.service.cm.ConfigurationAdmin", "").orElseThrow();
        Object configuration = ByName.call(admin, "getConfiguration", pid, "?");
        ByName.call(configuration, "update", new Hashtable<>(properties));
    }

    /** The simulator takes its computer along; the next one begins with an empty one. */
    public void theSimulatorTakesItsComputerAlong() throws Exception {
        imagined.slow(SLOW);
        String standing = client.attach(imagined.volume("lost"));
        CompletableFuture<String> attach = client.attachMeanwhile(imagined.volume("under-way"));
        until("sessions", () -> imagined.sessions() > 2);
        Bundle simulator = Swap.bundle(context, "simulator");
        simulator.stop();
        assertTrue("it was cut off", ended(attach).isEmpty());
        client.waiting()
                .until(
                        "no MBean without a host",
                        () -> Beans.named("type=*").isEmpty(),
                        () -> Beans.named("type=*"));
        leaves("simulator");
        leaves("engine");
        simulator.start();
        remember();
        assertTrue(
                client.attachments().orElseThrow().stream()
                        .noneMatch(each -> each.id().equals(standing)));
        client.detach(client.attach(imagined.volume("again")));
    }

    /** Type bundles are refreshed: whoever links to one begins anew, and what is attached stays. */
    public void typeBundlesAreRefreshed(String... rooms) throws Exception {
        String id = client.attach(imagined.volume("types"));
        String attached = imagined.host();
        for (String room : rooms) {
            refreshed(room, id, attached);
        }
        client.detach(id);
    }

    private void refreshed(String room, String id, String attached) throws Exception {
        Bundle type = Swap.bundle(context, room);
        Swap.updated(type, Swap.reversioned(type, "1.0.0.swapped"));
        Swap.refresh(context, List.of(type));
        client.in("ATTACHED", id);
        assertEquals(attached, imagined.host());
        Swap.updated(type);
        Swap.refresh(context, List.of(type));
        client.in("ATTACHED", id);
        assertEquals(attached, imagined.host());
    }

    /** The port is refreshed: the simulator too links to it, and takes its computer along. */
    public void thePortIsRefreshed() throws Exception {
        Bundle host = Swap.bundle(context, "host");
        Swap.updated(host, Swap.reversioned(host, "1.0.0.swapped"));
        Swap.refresh(context, List.of(host));
        Swap.updated(host);
        Swap.refresh(context, List.of(host));
        remember();
        client.detach(client.attach(imagined.volume("port")));
    }

    /**
     * Nothing holds on to the classes of a revision that was replaced, but for the last one: Java 17
     * itself keeps the type of one record that was compared (asTypeCache of ObjectMethods.OBJECT_EQ),
     * until another takes its place.
     */
    public void noClassOfAnOldRevisionIsKept(String... rooms) throws Exception {
        String id = client.attach(imagined.volume("revisions"));
        beans(1);
        for (String room : rooms) {
            var old = new ArrayList<WeakReference<ClassLoader>>();
            Bundle bundle = Swap.bundle(context, room);
            for (int i = 0; i < UPDATES; i++) {
                client.in("ATTACHED", id);
                old.add(
                        new WeakReference<>(
                                bundle.adapt(BundleWiring.class).getClassLoader()));
                Swap.updated(bundle);
            }
            client.in("ATTACHED", id);
            client.waiting()
                    .until(
                            "the classes of " + room + " are let go",
                            () -> {
                                System.gc();
                                return kept(old).isEmpty();
                            },
                            () -> kept(old));
        }
        client.detach(id);
    }

    private static List<Object> kept(List<WeakReference<ClassLoader>> old) {
        var kept = new ArrayList<Object>();
        for (int i = 0; i < old.size() - 1; i++) {
            if (old.get(i).get() != null) {
                kept.add("revision " + i);
            }
        }
        return kept;
    }

    private static String name(String act, String room, Swap swap) {
        return act + "-" + room + "-" + swap.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void until(String wanted, java.util.function.BooleanSupplier condition)
            throws InterruptedException {
        client.waiting().until(wanted, condition, imagined::host);
    }

    // what it answered; empty if it failed
    private static Optional<String> ended(CompletableFuture<String> operation)
            throws InterruptedException {
        try {
            return Optional.of(operation.get(BOUND.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException failed) {
            String name = failed.getCause().getClass().getName();
            if (!name.equals("io.mortise.api.VolumeException")) {
                throw new AssertionError("ended by what is not told", failed.getCause());
            }
            return Optional.empty();
        } catch (TimeoutException late) {
            throw new AssertionError("it did not end within " + BOUND, late);
        }
    }

    private void untilGone(String id) throws InterruptedException {
        client.waiting()
                .until(
                        id + " is gone",
                        () ->
                                client.attachments()
                                        .filter(
                                                all ->
                                                        all.stream()
                                                                .noneMatch(
                                                                        each ->
                                                                                each.id()
                                                                                        .equals(id)))
                                        .isPresent(),
                        () -> client.attachments() + " " + imagined.host());
    }

    // one of another bundle may just be asking it something as it stops
    private void leaves(String room) throws InterruptedException {
        client.waiting()
                .until(
                        "no thread in " + room,
                        () -> threadsIn(room).isEmpty(),
                        () -> threadsIn(room));
    }

    private static List<String> threadsIn(String room) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(
                        thread ->
                                Arrays.stream(thread.getValue())
                                        .anyMatch(
                                                frame ->
                                                        frame.getClassName()
                                                                .startsWith(
                                                                        "io.mortise." + room)))
                .map(thread -> thread.getKey().getName() + Arrays.toString(thread.getValue()))
                .toList();
    }

    private void hostIsAsBefore() throws InterruptedException {
        assertEquals("left on the host", before, imagined.host());
        client.waiting()
                .until(
                        "the links of before",
                        () -> linksBefore.equals(imagined.links()),
                        imagined::links);
    }

    /** The host is as before. */
    public void end() throws JMException, InterruptedException {
        try {
            hostIsAsBefore();
            assertEquals(List.of(), imagined.wrong());
        } finally {
            client.close();
        }
    }
}
