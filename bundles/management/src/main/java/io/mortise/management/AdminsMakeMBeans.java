// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.security.AccessController;
import java.security.Principal;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.remote.MBeanServerForwarder;
import javax.security.auth.Subject;

/**
 * Stands between remote clients and the MBeans: who is no admin makes and removes none. Karaf asks
 * its access lists for attributes and calls only, and some classes of the JDK load code as soon as
 * they are MBeans. The rest goes on to Karaf, lookups of class loaders too: the connector itself
 * needs them for each call.
 */
final class AdminsMakeMBeans implements InvocationHandler {
    private static final Set<String> FOR_ADMINS =
            Set.of("createMBean", "registerMBean", "unregisterMBean", "instantiate", "deserialize");

    private volatile MBeanServer target;

    private AdminsMakeMBeans() {}

    /** A new one, to be put in front of a server. */
    static MBeanServerForwarder forwarder() {
        return (MBeanServerForwarder)
                Proxy.newProxyInstance(
                        AdminsMakeMBeans.class.getClassLoader(),
                        new Class<?>[] {MBeanServerForwarder.class},
                        new AdminsMakeMBeans());
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "setMBeanServer":
                target = withoutOlder((MBeanServer) arguments[0]);
                return target;
            case "getMBeanServer":
                return target;
            default:
                if (FOR_ADMINS.contains(method.getName()) && !isAdmin()) {
                    throw new SecurityException(
                            "Only an admin may make and remove MBeans: " + method.getName());
                }
                return forwarded(method, arguments);
        }
    }

    private Object forwarded(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    // one that this bundle left there before it was updated is of another class loader
    private static MBeanServer withoutOlder(MBeanServer server) {
        boolean older =
                server instanceof MBeanServerForwarder
                        && Proxy.isProxyClass(server.getClass())
                        && Proxy.getInvocationHandler(server)
                                .getClass()
                                .getName()
                                .equals(AdminsMakeMBeans.class.getName());
        return older ? ((MBeanServerForwarder) server).getMBeanServer() : server;
    }

    // Java 17 knows no other way to the subject, and Karaf's own guard takes this one
    @SuppressWarnings("removal")
    private static boolean isAdmin() {
        Subject subject = Subject.getSubject(AccessController.getContext());
        if (subject == null) {
            return false;
        }
        for (Principal principal : subject.getPrincipals()) {
            if (principal.getClass().getSimpleName().equals("RolePrincipal")
                    && principal.getName().equals("admin")) {
                return true;
            }
        }
        return false;
    }
}
