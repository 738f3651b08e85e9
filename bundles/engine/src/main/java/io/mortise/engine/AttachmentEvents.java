// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import io.mortise.api.AttachmentId;
import io.mortise.api.Wwid;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.TrailObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/**
 * Changes of attachments as events {@code io/mortise/attachment/STATE}, {@code .../EXTENDED} when
 * the size has changed, and {@code .../DETACHED} at the end, where there is an Event Admin. It
 * queues them itself, so posting never waits.
 */
@Component(
        immediate = true,
        service = {})
public final class AttachmentEvents implements TrailObserver {
    private static final String TOPIC = "io/mortise/attachment/";

    private final EngineComponent engine;
    private final List<EventPost> posts = new CopyOnWriteArrayList<>();
    private final Map<AttachmentId, TrailImage> last = new ConcurrentHashMap<>();

    @Activate
    public AttachmentEvents(@Reference EngineComponent engine) {
        this.engine = engine;
        engine.core().add(this);
        // what is there already is told of when it changes, and as what has changed
        engine.core().trails().forEach(image -> last.putIfAbsent(image.id(), image));
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            service = EventAdmin.class)
    void addEventAdmin(Object admin) {
        posts.add(new EventPost(admin));
    }

    void removeEventAdmin(Object admin) {
        posts.removeIf(post -> post.isOf(admin));
    }

    @Deactivate
    void deactivate() {
        engine.core().remove(this);
    }

    @Override
    public void changed(TrailImage image) {
        Optional<TrailImage> before = Optional.ofNullable(last.put(image.id(), image));
        if (before.filter(known -> tellsTheSame(known, image)).isEmpty()) {
            post(image, image.state().name());
        } else if (size(image) != before.map(AttachmentEvents::size).orElse(0L)) {
            post(image, "EXTENDED");
        }
    }

    private static long size(TrailImage image) {
        return image.proven().map(proven -> proven.device().sizeBytes()).orElse(0L);
    }

    // the detail tells what came of late paths
    private static boolean tellsTheSame(TrailImage before, TrailImage now) {
        return before.state() == now.state() && before.detail().equals(now.detail());
    }

    @Override
    public void ended(TrailImage image) {
        last.remove(image.id());
        post(image, "DETACHED");
    }

    private void post(TrailImage image, String topic) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("id", image.id().text());
        properties.put("state", topic.equals("EXTENDED") ? image.state().name() : topic);
        properties.put("owner", image.intent().owner().name());
        properties.put("detail", image.detail());
        image.wwid().map(Wwid::text).ifPresent(wwid -> properties.put("wwid", wwid));
        image.proven().ifPresent(proven -> properties.put("device", proven.device().path()));
        properties.put("size", size(image));
        posts.forEach(post -> post.post(TOPIC + topic, properties));
    }

    /** Loaded only once there is an Event Admin: its package may be missing. */
    private static final class EventPost {
        private final EventAdmin admin;

        private EventPost(Object admin) {
            this.admin = (EventAdmin) admin;
        }

        private boolean isOf(Object other) {
            return admin == other;
        }

        private void post(String topic, Map<String, Object> properties) {
            admin.postEvent(new Event(topic, properties));
        }
    }
}
