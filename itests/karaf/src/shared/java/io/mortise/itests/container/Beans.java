// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The MBeans of the domain io.mortise, seen from inside the process. */
public final class Beans {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private Beans() {}

    /** The names that a query like {@code type=Session,target=*} gives. */
    public static Set<ObjectName> named(String query) {
        try {
            return new TreeSet<>(
                    SERVER.queryNames(new ObjectName("io.mortise:" + query + ",*"), null));
        } catch (JMException e) {
            throw new IllegalArgumentException(query, e);
        }
    }

    /** The names of the sessions with a target. */
    public static Set<ObjectName> sessions(ExampleVolume volume) {
        return named("type=Session,target=" + ObjectName.quote(volume.target().name()));
    }

    /** The names of the maps of a volume. */
    public static Set<ObjectName> maps(ExampleVolume volume) {
        return named("type=Multipath,id=" + ObjectName.quote(volume.volume().wwid()));
    }

    /** An attribute. */
    public static Object get(ObjectName name, String attribute) {
        try {
            return SERVER.getAttribute(name, attribute);
        } catch (JMException e) {
            throw new IllegalArgumentException(name + " " + attribute, e);
        }
    }

    /** Calls an operation whose parameters are texts and truth values. */
    public static Object call(ObjectName name, String operation, Object... arguments)
            throws JMException {
        return SERVER.invoke(name, operation, arguments, signature(arguments));
    }

    /** The types of texts and truth values, as JMX wants them. */
    static String[] signature(Object... arguments) {
        String[] signature = new String[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            signature[i] =
                    arguments[i] instanceof Boolean ? "boolean" : arguments[i].getClass().getName();
        }
        return signature;
    }
}
