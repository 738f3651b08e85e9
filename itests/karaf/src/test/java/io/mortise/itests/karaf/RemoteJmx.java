// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import java.io.IOException;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.osgi.service.cm.Configuration;

/** A client that comes over RMI, as JConsole does, and therefore past the access list. */
final class RemoteJmx implements AutoCloseable {
    private final JMXConnector connector;

    /**
     * @param management the configuration of Karaf's JMX, which tells the port
     * @param user whose password is his name
     */
    RemoteJmx(Configuration management, String user) throws IOException {
        var url =
                new JMXServiceURL(
                        "service:jmx:rmi:///jndi/rmi://127.0.0.1:%s/karaf-root"
                                .formatted(management.getProperties().get("rmiRegistryPort")));
        String[] credentials = {user, user};
        connector = JMXConnectorFactory.connect(url, Map.of(JMXConnector.CREDENTIALS, credentials));
    }

    MBeanServerConnection server() throws IOException {
        return connector.getMBeanServerConnection();
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
