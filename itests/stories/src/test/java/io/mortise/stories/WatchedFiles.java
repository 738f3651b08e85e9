// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.stories;

import io.mortise.host.Host;
import io.mortise.host.HostFiles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host that remembers each array of bytes with a secret in it that its files gave or took. */
final class WatchedFiles {
    private final String secret;
    private final List<byte[]> seen = new CopyOnWriteArrayList<>();

    WatchedFiles(String secret) {
        this.secret = secret;
    }

    Host watch(Host host) {
        HostFiles files = proxy(HostFiles.class, (call, given) -> files(host, call, given));
        return proxy(
                Host.class,
                (call, given) ->
                        call.getName().equals("files") ? files : forwarded(call, host, given));
    }

    /** How many passed by. */
    int seen() {
        return seen.size();
    }

    /** How many of them still hold it. */
    long left() {
        return seen.stream().filter(this::holds).count();
    }

    private Object files(Host host, Method call, Object... given) throws Throwable {
        for (Object each : given == null ? new Object[0] : given) {
            note(each);
        }
        Object result = forwarded(call, host.files(), given);
        if (result instanceof Optional<?> optional) {
            optional.ifPresent(this::note);
        }
        return result;
    }

    private void note(Object passed) {
        if (passed instanceof byte[] bytes && holds(bytes)) {
            seen.add(bytes);
        }
    }

    private boolean holds(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(secret);
    }

    private static Object forwarded(Method call, Object target, Object... given) throws Throwable {
        try {
            return call.invoke(target, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private interface Answer {
        Object to(Method call, Object[] given) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        InvocationHandler handler = (proxy, call, given) -> answer.to(call, given);
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
