// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import io.mortise.api.Attachment;
import io.mortise.api.Attachments;
import io.mortise.api.ConnectionFormat;
import io.mortise.api.HostListener;
import io.mortise.api.IscsiSession;
import io.mortise.api.MultipathMap;
import io.mortise.api.Reason;
import io.mortise.api.VolumeConnector;
import io.mortise.api.VolumeException;
import io.mortise.spi.ConfigurationReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import javax.management.ObjectName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the MBeans in line with what there is on the host, and with the connectors. */
@Component(immediate = true, service = HostListener.class, configurationPid = ManagementOptions.PID)
@Designate(ocd = ManagementOptions.class)
public final class Management implements HostListener {
    private static final Logger LOG = LoggerFactory.getLogger(Management.class);

    private final MBeans beans = new MBeans();
    private final Arguments arguments;
    private final Attachments attachments;
    private final ConcurrentMap<String, VolumeConnector> connectors = new ConcurrentHashMap<>();

    @Activate
    public Management(
            @Reference(target = "(format=cinder)") ConnectionFormat format,
            @Reference Attachments attachments,
            Map<String, Object> properties) {
        this(format, attachments);
        configured(properties);
    }

    Management(ConnectionFormat format, Attachments attachments) {
        this.arguments = new Arguments(format);
        this.attachments = attachments;
    }

    @Modified
    void configured(Map<String, ?> properties) {
        var reader = new ConfigurationReader<>(properties, false, secretsInClear());
        arguments.allowSecretsInClear(reader.flag("secrets.in.clear", allowed -> allowed));
        reader.problems().forEach(each -> LOG.warn("{}: {}", ManagementOptions.PID, each));
    }

    boolean secretsInClear() {
        return arguments.secretsInClear();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindConnector(VolumeConnector connector) {
        connectors.put(connector.protocol(), connector);
        showConnectors();
    }

    void unbindConnector(VolumeConnector connector) {
        connectors.remove(connector.protocol(), connector);
        showConnectors();
    }

    @Deactivate
    void stop() {
        beans.close();
    }

    @Override
    public void attachments(List<Attachment> all) {
        beans.show(
                "attachments",
                AttachmentMXBean.class,
                byName(all, each -> Names.attachment(each.id())),
                now -> new AttachmentBean(now, attachments, this::connector));
    }

    @Override
    public void sessions(List<IscsiSession> all) {
        beans.show("sessions", SessionMXBean.class, byName(all, Names::session), SessionBean::new);
    }

    @Override
    public void maps(List<MultipathMap> all) {
        beans.show("maps", MultipathMXBean.class, byName(all, Names::map), MultipathBean::new);
    }

    // one at a time, so that an older state is never shown after a newer one
    private synchronized void showConnectors() {
        beans.show(
                "connectors",
                ConnectorMXBean.class,
                byName(connectors.values(), each -> Names.connector(each.protocol())),
                now -> new ConnectorBean(now, arguments));
    }

    private static <T> Map<ObjectName, T> byName(Collection<T> all, Function<T, ObjectName> name) {
        var named = new TreeMap<ObjectName, T>();
        all.forEach(each -> named.put(name.apply(each), each));
        return named;
    }

    private VolumeConnector connector(String protocol) {
        VolumeConnector connector = connectors.get(protocol);
        if (connector == null) {
            throw VolumeException.passing(
                    Reason.NOT_FOUND,
                    "There is no connector for the protocol " + protocol + " at the moment",
                    "Start the bundle that publishes it.");
        }
        return connector;
    }
}
