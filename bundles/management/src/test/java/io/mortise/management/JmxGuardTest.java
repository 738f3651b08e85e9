// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.lang.management.ManagementFactory;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.MBeanServerForwarder;
import javax.security.auth.Subject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class JmxGuardTest {
    private static final String MLET = "javax.management.loading.MLet";

    private final MBeanServer platform = ManagementFactory.getPlatformMBeanServer();
    private ObjectName connector;
    private ObjectName own;
    private JMXConnectorServer server;

    /** As Karaf calls its own. */
    private record RolePrincipal(String role) implements Principal {
        @Override
        public String getName() {
            return role;
        }
    }

    @Before
    public void make() throws Exception {
        connector = new ObjectName("test:type=Connector");
        own = new ObjectName("test:type=Own");
        JMXAuthenticator believer =
                name ->
                        new Subject(
                                true, Set.of(new RolePrincipal((String) name)), Set.of(), Set.of());
        server =
                JMXConnectorServerFactory.newJMXConnectorServer(
                        new JMXServiceURL("service:jmx:rmi://localhost"),
                        Map.of(JMXConnectorServer.AUTHENTICATOR, believer),
                        platform);
    }

    @After
    public void end() throws Exception {
        server.stop();
        for (ObjectName each : Set.of(connector, own)) {
            if (platform.isRegistered(each)) {
                platform.unregisterMBean(each);
            }
        }
    }

    @Test
    public void onlyAdminsMakeAndRemoveMBeansThroughAConnectorThatComes() throws Exception {
        var guard = new JmxGuard();
        platform.registerMBean(server, connector);
        server.start();
        isGuarded();
        guard.stop();
    }

    @Test
    public void onlyAdminsMakeAndRemoveMBeansThroughAConnectorThatIsThere() throws Exception {
        platform.registerMBean(server, connector);
        server.start();
        var guard = new JmxGuard();
        isGuarded();
        guard.stop();
    }

    @Test
    public void itStaysWhenTheBundleStopsAndDoesNotPileUp() throws Exception {
        platform.registerMBean(server, connector);
        server.start();
        new JmxGuard().stop();
        isGuarded();
        new JmxGuard().stop();
        isGuarded();
        var forwarder = (MBeanServerForwarder) server.getMBeanServer();
        assertEquals(platform, forwarder.getMBeanServer());
    }

    @Test
    public void otherMBeansAreNothingToIt() throws Exception {
        var guard = new JmxGuard();
        platform.createMBean(MLET, own);
        platform.unregisterMBean(own);
        guard.stop();
    }

    private void isGuarded() throws Exception {
        for (String role : Set.of("viewer", "manager")) {
            as(role, this::isRefused);
        }
        as("admin", this::isAllowed);
    }

    private interface Client {
        void use(MBeanServerConnection beans) throws Exception;
    }

    private void as(String role, Client client) throws Exception {
        Map<String, String> login = Map.of(JMXConnector.CREDENTIALS, role);
        try (var remote = JMXConnectorFactory.connect(server.getAddress(), login)) {
            client.use(remote.getMBeanServerConnection());
        }
    }

    private void isRefused(MBeanServerConnection beans) throws Exception {
        assertThrows(SecurityException.class, () -> beans.createMBean(MLET, own));
        assertFalse(platform.isRegistered(own));
        assertThrows(SecurityException.class, () -> beans.unregisterMBean(connector));
        assertTrue(platform.isRegistered(connector));
        assertTrue((Boolean) beans.getAttribute(connector, "Active"));
    }

    private void isAllowed(MBeanServerConnection beans) throws Exception {
        beans.createMBean(MLET, own);
        assertTrue(platform.isRegistered(own));
        beans.unregisterMBean(own);
        assertFalse(platform.isRegistered(own));
    }
}
