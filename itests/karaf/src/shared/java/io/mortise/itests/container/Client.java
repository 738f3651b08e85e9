// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.management.JMException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * A client of Mortise, and of the simulated host beneath it, that links to no class of either, so
 * that any bundle of it can go and be refreshed. Takes services for one call each.
 */
final class Client implements AutoCloseable {
    private final BundleContext context;
    private final Waiting waiting;

    Client(BundleContext context) {
        this.context = context;
        this.waiting = new Waiting(context);
    }

    /** An attachment as it is listed. */
    record Shown(String id, String state, String detail) {}

    /** What is attached; empty if nobody can say. */
    Optional<List<Shown>> attachments() {
        return service("io.mortise.api.Attachments", "").map(Client::shown);
    }

    private static List<Shown> shown(Object attachments) {
        var all = new ArrayList<Shown>();
        ((Collection<?>) ByName.call(attachments, "list"))
                .forEach(
                        each ->
                                all.add(
                                        new Shown(
                                                text(each, "id"),
                                                text(each, "state"),
                                                text(each, "detail"))));
        return all;
    }

    private static String text(Object record, String component) {
        return ByName.call(record, component).toString();
    }

    /** Waits until the attachment is listed in that state. */
    Shown in(String state, String id) throws InterruptedException {
        waiting.until(id + " is " + state, () -> found(state, id).isPresent(), this::attachments);
        return found(state, id).orElseThrow();
    }

    private Optional<Shown> found(String state, String id) {
        return attachments().stream()
                .flatMap(List::stream)
                .filter(each -> each.id().equals(id) && each.state().equals(state))
                .findFirst();
    }

    /** Attaches; the attachment's id. */
    String attach(String json) throws InterruptedException {
        return text(connect(json), "id");
    }

    /** Attaches meanwhile. */
    CompletableFuture<String> attachMeanwhile(String json) throws InterruptedException {
        Object connection = read(json);
        Object connector = connector();
        return meanwhile(() -> text(ByName.call(connector, "connect", connection), "id"));
    }

    private Object connect(String json) throws InterruptedException {
        return ByName.call(connector(), "connect", read(json));
    }

    private Object read(String json) throws InterruptedException {
        Object format = await("io.mortise.api.ConnectionFormat", "(format=cinder)");
        var stream = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        return ByName.call(format, "read", stream);
    }

    /** Detaches safely. */
    void detach(String id) throws InterruptedException {
        Object connector = connector();
        ByName.call(connector, "disconnect", request(connector, id));
    }

    /** Detaches safely meanwhile. */
    CompletableFuture<String> detachMeanwhile(String id) throws InterruptedException {
        Object connector = connector();
        Object request = request(connector, id);
        return meanwhile(
                () -> String.valueOf(ByName.call(connector, "disconnect", request)));
    }

    private static Object request(Object connector, String id) {
        Object typed = null;
        try {
            typed =
                    connector
                            .getClass()
                            .getClassLoader()
                            .loadClass("io.mortise.api.AttachmentId")
                            .getConstructor(String.class)
                            .newInstance(id);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return ByName.callStatic(connector, "io.mortise.api.DetachRequest", "of", typed);
    }

    private static CompletableFuture<String> meanwhile(java.util.function.Supplier<String> body) {
        var ended = new CompletableFuture<String>();
        var thread =
                new Thread(
                        () -> {
                            try {
                                ended.complete(body.get());
                            } catch (Throwable thrown) {
                                ended.completeExceptionally(thrown);
                            }
                        },
                        "client");
        thread.setDaemon(true);
        thread.start();
        return ended;
    }

    /** The connector for iSCSI, waited for. */
    Object connector() throws InterruptedException {
        return await("io.mortise.api.VolumeConnector", "(protocol=iscsi)");
    }

    /** The simulated fabric, waited for. */
    Object fabric() throws InterruptedException {
        return await("io.mortise.simulator.fabric.Fabric", "");
    }

    private Object await(String type, String filter) throws InterruptedException {
        waiting.until(
                "a service " + type,
                () -> service(type, filter).isPresent(),
                () -> Arrays.toString(context.getBundles()));
        return service(type, filter).orElseThrow();
    }

    /** A service at this moment. */
    Optional<Object> service(String type, String filter) {
        try {
            ServiceReference<?>[] all = context.getAllServiceReferences(type, filter.isEmpty() ? null : filter);
            return all == null ? Optional.empty() : Optional.ofNullable(context.getService(all[0]));
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    Waiting waiting() {
        return waiting;
    }

    @Override
    public void close() throws JMException {
        waiting.close();
    }
}
