// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import static org.junit.Assert.fail;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.NotificationListener;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;

/**
 * Waits for conditions, which are looked at again when a service or an MBean comes, changes or
 * goes, and at a beat, since attributes of MBeans change in silence.
 */
public final class Waiting implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long BEAT = 100;

    private final BundleContext context;
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final AllServiceListener services = event -> wake();
    private final NotificationListener beans = (notification, handback) -> wake();

    /** Begins to hear. */
    public Waiting(BundleContext context) {
        this.context = context;
        context.addServiceListener(services);
        try {
            server.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, beans, null, null);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has the condition looked at again. */
    public synchronized void wake() {
        notifyAll();
    }

    /** Waits until the condition holds, or fails the test with what there is instead. */
    public synchronized void until(String wanted, BooleanSupplier condition, Supplier<?> instead)
            throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                fail("never: " + wanted + "; there is " + instead.get());
            }
            wait(Math.min(left, BEAT));
        }
    }

    @Override
    public void close() throws JMException {
        context.removeServiceListener(services);
        server.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, beans);
    }
}
