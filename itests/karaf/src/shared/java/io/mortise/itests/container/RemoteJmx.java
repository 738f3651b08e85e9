// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A client that comes over RMI, as JConsole does, and therefore past the access list. */
public final class RemoteJmx implements AutoCloseable {
    private final JMXConnector connector;

    private RemoteJmx(JMXConnector connector) {
        this.connector = connector;
    }

    /**
     * Somebody with a password comes to the loopback address.
     *
     * @param port of the registry
     * @param name of the connector in it
     */
    public static RemoteJmx login(int port, String name, String user, String password)
            throws IOException {
        String[] credentials = {user, password};
        return connect(port, name, Map.of(JMXConnector.CREDENTIALS, credentials));
    }

    /** Somebody comes who says nothing about himself. */
    public static RemoteJmx anonymous(int port, String name) throws IOException {
        return connect(port, name, Map.of());
    }

    private static RemoteJmx connect(int port, String name, Map<String, ?> environment)
            throws IOException {
        String url = "service:jmx:rmi:///jndi/rmi://127.0.0.1:%d/%s".formatted(port, name);
        return new RemoteJmx(JMXConnectorFactory.connect(new JMXServiceURL(url), environment));
    }

    /** The beans. */
    public MBeanServerConnection server() throws IOException {
        return connector.getMBeanServerConnection();
    }

    /** Calls an operation whose parameters are texts and truth values. */
    public Object call(ObjectName bean, String operation, Object... arguments)
            throws JMException, IOException {
        return server().invoke(bean, operation, arguments, Beans.signature(arguments));
    }

    /** The same, which must be refused. */
    public void refused(ObjectName bean, String operation, Object... arguments) {
        assertThrows(
                operation, SecurityException.class, () -> call(bean, operation, arguments));
    }

    /** An operation as its bean describes it, with arguments that say nothing: it is refused. */
    public void refused(ObjectName bean, MBeanOperationInfo operation) {
        String[] types =
                Stream.of(operation.getSignature())
                        .map(MBeanParameterInfo::getType)
                        .toArray(String[]::new);
        Object[] arguments =
                Stream.of(types).map(type -> type.equals("boolean") ? false : null).toArray();
        assertThrows(
                bean + " " + operation.getName(),
                SecurityException.class,
                () -> server().invoke(bean, operation.getName(), arguments, types));
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
