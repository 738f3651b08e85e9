// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.lab;

import io.mortise.api.Attachments;
import io.mortise.api.ConnectionFormat;
import io.mortise.api.Maps;
import io.mortise.api.RecordFormat;
import io.mortise.api.Sessions;
import io.mortise.api.VolumeConnector;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/** The services of Mortise as they are now: bundles go and come while the driver runs. */
final class LiveServices implements Supplier<Driver.Services> {
    private static final long PATIENCE_MILLIS = 120_000;

    private final BundleContext context;
    private final ServiceTracker<VolumeConnector, VolumeConnector> connector;
    private final ServiceTracker<Attachments, Attachments> attachments;
    private final ServiceTracker<Sessions, Sessions> sessions;
    private final ServiceTracker<Maps, Maps> maps;
    private final ServiceTracker<ConnectionFormat, ConnectionFormat> connections;
    private final ServiceTracker<RecordFormat, RecordFormat> records;

    LiveServices(BundleContext context) {
        this.context = context;
        this.connector = tracker(VolumeConnector.class, "(protocol=iscsi)");
        this.attachments = tracker(Attachments.class, "");
        this.sessions = tracker(Sessions.class, "");
        this.maps = tracker(Maps.class, "");
        this.connections = tracker(ConnectionFormat.class, "(format=cinder)");
        this.records = tracker(RecordFormat.class, "");
    }

    private <T> ServiceTracker<T, T> tracker(Class<T> type, String filter) {
        try {
            String both = "(&(%s=%s)%s)".formatted(Constants.OBJECTCLASS, type.getName(), filter);
            var tracker = new ServiceTracker<T, T>(context, context.createFilter(both), null);
            tracker.open();
            return tracker;
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** All of them, waited for. */
    @Override
    public Driver.Services get() {
        return new Driver.Services(
                wait(connector),
                wait(attachments),
                wait(sessions),
                wait(maps),
                wait(connections),
                wait(records));
    }

    private static <T> T wait(ServiceTracker<T, T> tracker) {
        try {
            return Optional.ofNullable(tracker.waitForService(PATIENCE_MILLIS))
                    .orElseThrow(() -> new IllegalStateException("a service is missing"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
