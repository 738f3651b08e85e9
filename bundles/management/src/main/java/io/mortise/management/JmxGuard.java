// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import java.lang.management.ManagementFactory;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.Query;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts {@link AdminsMakeMBeans} into each connector for remote clients that is an MBean itself, as
 * Karaf's are, before the connector hears its first client. It stays there when this bundle stops,
 * since connections outlive the bundle.
 */
@Component(
        immediate = true,
        service = {})
public final class JmxGuard {
    private static final Logger LOG = LoggerFactory.getLogger(JmxGuard.class);
    private static final String CONNECTOR = "javax.management.remote.JMXConnectorServerMBean";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final NotificationListener listener =
            (notification, handback) -> {
                if (notification instanceof MBeanServerNotification of
                        && of.getType().equals(MBeanServerNotification.REGISTRATION_NOTIFICATION)) {
                    registered(of.getMBeanName());
                }
            };

    @Activate
    public JmxGuard() throws JMException {
        server.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener, null, null);
        server.queryNames(null, Query.isInstanceOf(Query.value(CONNECTOR))).forEach(this::guard);
    }

    @Deactivate
    void stop() throws JMException {
        server.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener);
    }

    private void registered(ObjectName name) {
        try {
            if (server.isInstanceOf(name, CONNECTOR)) {
                guard(name);
            }
        } catch (InstanceNotFoundException e) {
            LOG.debug("MBean {} was gone already", name);
        }
    }

    private void guard(ObjectName connector) {
        try {
            var forwarder = new Attribute("MBeanServerForwarder", AdminsMakeMBeans.forwarder());
            server.setAttribute(connector, forwarder);
            LOG.debug("Through {} only admins make and remove MBeans", connector);
        } catch (JMException e) {
            LOG.warn(
                    "Through {} everybody who may log in can make and remove MBeans: {}",
                    connector,
                    e.toString());
        }
    }
}
