// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.lab;

import java.io.IOException;
import java.util.Map;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Prints the names of Mortise's MBeans, as a remote JMX client sees them, with the attributes of
 * attachments.
 */
public final class JmxNames {
    private JmxNames() {}

    /**
     * @param arguments the service URL and the user; the password comes on standard input
     */
    public static void main(String... arguments) throws IOException, JMException {
        String password = new String(System.in.readAllBytes()).strip();
        var environment = Map.of(JMXConnector.CREDENTIALS, new String[] {arguments[1], password});
        try (JMXConnector connector =
                JMXConnectorFactory.connect(new JMXServiceURL(arguments[0]), environment)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            for (ObjectName name :
                    new TreeSet<>(server.queryNames(new ObjectName("io.mortise:*"), null))) {
                System.out.println(name);
                if ("Attachment".equals(name.getKeyProperty("type"))) {
                    System.out.println("  state " + server.getAttribute(name, "State"));
                    System.out.println("  device " + server.getAttribute(name, "Device"));
                }
            }
        }
    }
}
