// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotCompliantMBeanException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our MBeans on the platform's server, one group for each type of thing; a group is brought in line
 * with what there is. Confined to one caller at a time by its own monitor.
 */
final class MBeans {
    private static final Logger LOG = LoggerFactory.getLogger(MBeans.class);

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Map<String, Map<ObjectName, AtomicReference<?>>> groups = new TreeMap<>();
    private boolean closed;

    /**
     * Makes the group consist of what there is now: what is new is registered, what is gone
     * unregistered, and the beans of what stays answer from the new state.
     *
     * @param bean makes a bean that answers from what its supplier gives
     */
    synchronized <S, T> void show(
            String group, Class<T> type, Map<ObjectName, S> now, Function<Supplier<S>, T> bean) {
        if (closed) {
            return; // a last notice may come while the bundle stops
        }
        Map<ObjectName, AtomicReference<?>> shown =
                groups.computeIfAbsent(group, name -> new TreeMap<>());
        Set<ObjectName> gone = new HashSet<>(shown.keySet());
        gone.removeAll(now.keySet());
        gone.forEach(this::unregister);
        shown.keySet().removeAll(gone);
        now.forEach((name, state) -> update(shown, name, state, type, bean));
    }

    /** Unregisters everything, for good. */
    synchronized void close() {
        closed = true;
        groups.values().forEach(group -> group.keySet().forEach(this::unregister));
        groups.clear();
    }

    @SuppressWarnings(
            "unchecked") // all references of a group hold the type of state it is shown with
    private <S, T> void update(
            Map<ObjectName, AtomicReference<?>> shown,
            ObjectName name,
            S state,
            Class<T> type,
            Function<Supplier<S>, T> bean) {
        if (shown.containsKey(name)) {
            ((AtomicReference<S>) shown.get(name)).set(state);
            return;
        }
        var reference = new AtomicReference<S>(state);
        if (register(name, type, bean.apply(reference::get))) {
            shown.put(name, reference);
        }
    }

    private <T> boolean register(ObjectName name, Class<T> type, T bean) {
        try {
            server.registerMBean(new StandardMBean(bean, type, true), name);
            return true;
        } catch (NotCompliantMBeanException e) {
            throw new IllegalStateException(type + " is no MXBean", e);
        } catch (JMException e) {
            LOG.warn("MBean {} could not be registered: {}", name, e.toString());
            return false;
        }
    }

    private void unregister(ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            LOG.debug("MBean {} was gone already", name);
        } catch (JMException e) {
            LOG.warn("MBean {} could not be unregistered: {}", name, e.toString());
        }
    }
}
