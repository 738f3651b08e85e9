// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.lab;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the MBeans of Mortise show, as text. */
final class Beans {
    private Beans() {}

    static Map<String, String> all() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            Map<String, String> all = new TreeMap<>();
            for (ObjectName name : server.queryNames(new ObjectName("io.mortise:*"), null)) {
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                    Object value = server.getAttribute(name, attribute.getName());
                    all.put(
                            name + " " + attribute.getName(),
                            value instanceof Object[] values
                                    ? Arrays.deepToString(values)
                                    : String.valueOf(value));
                }
            }
            return all;
        } catch (JMException e) {
            throw new IllegalStateException("an MBean can't be read", e);
        }
    }
}
