// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.lab;

import io.mortise.host.Appender;
import io.mortise.host.Commands;
import io.mortise.host.Host;
import io.mortise.host.HostFiles;
import io.mortise.host.HostNames;
import io.mortise.host.Inquiries;
import io.mortise.host.LocalSocket;
import io.mortise.host.LocalSockets;
import io.mortise.host.Uevents;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A host that counts what is asked of it, and at a call of choice ends the process with nothing run
 * on: as SIGKILL, before that call is made. Programs that were started live on.
 */
final class MortalHost {
    private static final int KILLED = 137;
    private static final long NEVER = Long.MAX_VALUE;

    // time and threads are not the host's; all else that Mortise does to it goes through these
    private static final Set<Class<?>> COUNTED =
            Set.of(
                    Appender.class,
                    Commands.class,
                    HostFiles.class,
                    HostNames.class,
                    Inquiries.class,
                    LocalSocket.class,
                    LocalSockets.class,
                    Uevents.class);

    private final Host host;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong last = new AtomicLong(NEVER);

    MortalHost(Host host) {
        this.host = around(Host.class, host);
    }

    Host host() {
        return host;
    }

    long calls() {
        return calls.get();
    }

    /** At that many calls from now on, 1 and more, it is over. */
    long dieAfter(String number) {
        long at = calls.get() + Long.parseLong(number);
        last.set(at);
        return at;
    }

    private <T> T around(Class<T> type, Object real) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> call(type, real, method, arguments)));
    }

    private Object call(Class<?> type, Object real, Method method, Object... arguments)
            throws Throwable {
        if (COUNTED.contains(type) && calls.incrementAndGet() >= last.get()) {
            Runtime.getRuntime().halt(KILLED);
        }
        try {
            Object answer = method.invoke(real, arguments);
            return COUNTED.contains(method.getReturnType())
                    ? around(method.getReturnType(), answer)
                    : answer;
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }
}
