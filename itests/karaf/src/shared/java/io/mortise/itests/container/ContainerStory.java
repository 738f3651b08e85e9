// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.Attachments;
import io.mortise.api.DetachRequest;
import io.mortise.api.PathState;
import io.mortise.api.VolumeConnector;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.fabric.Leftovers;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.ObjectName;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What must be so in every container. Made before a test and ended after it, when it holds the
 * host against what was there before.
 */
public final class ContainerStory {
    private static final String PID = "io.mortise.iscsi";
    private static final String KEY = "login.timeout";

    private final BundleContext context;
    private final Waiting waiting;
    private final Fabric fabric;
    private final Leftovers before;

    /** Begins; waits for the simulator. */
    public ContainerStory(BundleContext context) throws InterruptedException {
        this.context = context;
        this.waiting = new Waiting(context);
        this.fabric = service(Fabric.class);
        fabric.latencies(Latencies.ordinary());
        this.before = fabric.leftovers();
    }

    /** The simulated fabric. */
    public Fabric fabric() {
        return fabric;
    }

    /** The connector, waited for. */
    public VolumeConnector connector() throws InterruptedException {
        return service(VolumeConnector.class);
    }

    /** The bean of the connector. */
    public ObjectName connectorBean() throws InterruptedException {
        until("a bean for the connector", 1, () -> Beans.named("type=Connector,protocol=iscsi"));
        return only(Beans.named("type=Connector,protocol=iscsi"));
    }

    /** The bean of the one attachment, waited for. */
    public ObjectName attachmentBean() throws InterruptedException {
        until("a bean for the attachment", 1, () -> Beans.named("type=Attachment"));
        return only(Beans.named("type=Attachment"));
    }

    /** The id under which a volume is attached that was described by its JSON. */
    public String id(ExampleVolume volume) throws InterruptedException {
        return service(Attachments.class).list().stream()
                .filter(each -> each.connection().volumeId().equals(Optional.of(volume.name())))
                .map(each -> each.id().text())
                .findFirst()
                .orElseThrow();
    }

    /** No bundle hangs. */
    public void everyBundleIsActive() {
        assertEquals(
                List.of(),
                Arrays.stream(context.getBundles())
                        .filter(bundle -> bundle.getHeaders().get("Fragment-Host") == null)
                        .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                        .map(bundle -> bundle + " is in state " + bundle.getState())
                        .toList());
        assertTrue(Arrays.stream(context.getBundles()).anyMatch(b -> named(b, "io.mortise.iscsi")));
    }

    /** A volume is attached over four paths, and detached. */
    public void fourPathsComeAndGo() throws InterruptedException {
        var volume = ExampleVolume.on(fabric, "paths");
        Attachment attached = connector().connect(volume.connection());
        assertEquals(AttachmentState.ATTACHED, attached.state());
        assertEquals(volume.volume().wwid(), attached.wwid().orElseThrow().text());
        assertEquals(
                List.of(PathState.ACTIVE, PathState.ACTIVE, PathState.ACTIVE, PathState.ACTIVE),
                attached.paths().stream().map(path -> path.state()).toList());
        assertTrue(attached.device().orElseThrow().multipath());
        assertEquals(4, fabric.leftovers().since(before).sessions().size());
        assertTrue(connector().disconnect(DetachRequest.of(attached.id())).mayUnmap());
    }

    /** MBeans come and go with an attachment that is made and ended over JMX. */
    public void beansComeAndGo() throws JMException, InterruptedException {
        var volume = ExampleVolume.on(fabric, "beans");
        Beans.call(connectorBean(), "connectVolume", volume.json());
        ObjectName attachment = attachmentBean();
        until("beans for the sessions", 4, () -> Beans.sessions(volume));
        until("a bean for the map", 1, () -> Beans.maps(volume));
        waiting.until(
                "the bean says ATTACHED",
                () -> "ATTACHED".equals(Beans.get(attachment, "State")),
                () -> Beans.get(attachment, "State"));
        assertEquals(64L << 20, Beans.get(only(Beans.maps(volume)), "Size"));

        Beans.call(attachment, "detach", false, false);
        until("no bean for the attachment", 0, () -> Beans.named("type=Attachment"));
        until("no beans for the sessions", 0, () -> Beans.sessions(volume));
        until("no bean for the map", 0, () -> Beans.maps(volume));
    }

    /** Sessions and maps that others made have MBeans, which name no attachment. */
    public void strangersHaveBeans() throws InterruptedException {
        var volume = ExampleVolume.on(fabric, "stranger");
        int session = fabric.neighbour().login(volume.target().portals().get(0));
        fabric.neighbour().scan(session, 1);
        until("a bean for the stranger's session", 1, () -> Beans.sessions(volume));
        until("a bean for the stranger's map", 1, () -> Beans.maps(volume));
        for (ObjectName bean :
                List.of(only(Beans.sessions(volume)), only(Beans.maps(volume)))) {
            assertEquals(0, ((String[]) Beans.get(bean, "Attachments")).length);
        }
        fabric.neighbour().logout(session);
        until("no bean for the session", 0, () -> Beans.sessions(volume));
        until("no bean for the map", 0, () -> Beans.maps(volume));
    }

    /** A changed configuration is taken; a bad value keeps the last good one, and is told. */
    public void configurationIsTaken() throws Exception {
        Configuration configuration =
                service(ConfigurationAdmin.class).getConfiguration(PID, "?");
        Dictionary<String, Object> properties = configuration.getProperties();
        VolumeConnector connector = connector();
        try {
            configuration.update(login("7"));
            waiting.until(
                    KEY + " is 7",
                    () -> "7".equals(connector.configuration().get(KEY)),
                    connector::configuration);
            assertEquals(List.of(), connector.configurationProblems());

            configuration.update(login("soon"));
            waiting.until(
                    "a problem is told",
                    () -> !connector.configurationProblems().isEmpty(),
                    connector::configuration);
            String problems = connector.configurationProblems().toString();
            assertTrue(problems, problems.contains(KEY) && problems.contains("soon"));
            assertEquals("7", connector.configuration().get(KEY));
            String[] shown = (String[]) Beans.get(connectorBean(), "ConfigurationProblems");
            assertEquals(connector.configurationProblems(), List.of(shown));
        } finally {
            configuration.update(properties == null ? new Hashtable<>() : properties);
        }
        waiting.until(
                "no problem is told",
                () -> connector.configurationProblems().isEmpty(),
                connector::configurationProblems);
    }

    /** What is wrong with the engine's configuration is told by every connector. */
    public void problemsOfTheEngineAreTold() throws Exception {
        Configuration configuration =
                service(ConfigurationAdmin.class).getConfiguration("io.mortise.engine", "?");
        Dictionary<String, Object> properties = configuration.getProperties();
        VolumeConnector connector = connector();
        try {
            configuration.update(new Hashtable<>(Map.of("flush.attempts", "many")));
            waiting.until(
                    "the problem is told",
                    () ->
                            connector.configurationProblems().stream()
                                    .anyMatch(
                                            told ->
                                                    told.startsWith("io.mortise.engine: flush.attempts")),
                    connector::configurationProblems);
        } finally {
            configuration.update(properties == null ? new Hashtable<>() : properties);
        }
        waiting.until(
                "no problem is told",
                () -> connector.configurationProblems().isEmpty(),
                connector::configurationProblems);
    }

    /** A volume that is attached while the engine's bundle is replaced is found again. */
    public void engineIsReplaced() throws BundleException, InterruptedException {
        var volume = ExampleVolume.on(fabric, "replaced");
        Attachment attached = connector().connect(volume.connection());
        Swap.updated(Swap.bundle(context, "engine"));
        VolumeConnector again = connector();
        Attachment found = service(Attachments.class).find(attached.id()).orElseThrow();
        assertEquals(AttachmentState.ATTACHED, found.state());
        assertEquals(attached.device(), found.device());
        again.disconnect(DetachRequest.of(attached.id()));
    }

    /** The host is as before, but for records of strangers, which are not ours to delete. */
    public void end() throws JMException, InterruptedException {
        try {
            Leftovers left = fabric.leftovers().since(before);
            assertEquals("sessions", List.of(), left.sessions());
            assertEquals("disks", List.of(), left.disks());
            assertEquals("maps", List.of(), left.maps());
            assertEquals(
                    "records",
                    List.of(),
                    left.records().stream().filter(path -> !path.contains(":stranger")).toList());
            // the links of what is gone go when udev comes to them
            Supplier<List<String>> links = () -> fabric.leftovers().since(before).links();
            waiting.until("no links", () -> links.get().isEmpty(), links);
            assertEquals("calls of no tool", List.of(), fabric.unknownCalls());
            assertEquals("damage", List.of(), fabric.damage());
        } finally {
            waiting.close();
        }
    }

    private void until(String wanted, int count, Supplier<Set<ObjectName>> beans)
            throws InterruptedException {
        waiting.until(wanted, () -> beans.get().size() == count, beans);
    }

    private <T> T service(Class<T> type) throws InterruptedException {
        waiting.until(
                "a service " + type.getSimpleName(),
                () -> context.getServiceReference(type) != null,
                () -> Arrays.toString(context.getBundles()));
        ServiceReference<T> reference = context.getServiceReference(type);
        return context.getService(reference);
    }

    private static boolean named(Bundle bundle, String name) {
        return name.equals(bundle.getSymbolicName());
    }

    private static <T> T only(Set<T> set) {
        assertEquals(set.toString(), 1, set.size());
        return set.iterator().next();
    }

    private static Dictionary<String, Object> login(String seconds) {
        var properties = new Hashtable<String, Object>();
        properties.put(KEY, seconds);
        return properties;
    }
}
