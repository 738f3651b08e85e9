// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Calls of public methods by their name. Who links to the classes of a bundle is refreshed with it,
 * and a test that is refreshed has ended; one that calls by name is not.
 */
final class ByName {
    private static final Map<Class<?>, Class<?>> BOXES =
            Map.of(
                    boolean.class, Boolean.class, int.class, Integer.class, long.class, Long.class);

    private ByName() {}

    /** What a method answers; what it throws comes as it is. */
    static Object call(Object target, String method, Object... arguments) {
        return invoke(
                Stream.concat(
                        Stream.of(target.getClass()),
                        Arrays.stream(target.getClass().getInterfaces())),
                target,
                method,
                arguments);
    }

    /** The same for a static method of a class that another object's bundle sees. */
    static Object callStatic(Object neighbour, String type, String method, Object... arguments) {
        try {
            Class<?> found = neighbour.getClass().getClassLoader().loadClass(type);
            return invoke(Stream.of(found), found, method, arguments);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Object invoke(
            Stream<Class<?>> types, Object target, String name, Object... arguments) {
        Method method =
                types.flatMap(type -> Arrays.stream(type.getMethods()))
                        .filter(each -> each.getName().equals(name) && takes(each, arguments))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(target + "." + name));
        try {
            method.setAccessible(true); // the class behind an interface may not be public
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean takes(Method method, Object... arguments) {
        Class<?>[] types = method.getParameterTypes();
        return types.length == arguments.length
                && IntStream.range(0, types.length)
                        .allMatch(
                                i ->
                                        BOXES.getOrDefault(types[i], types[i])
                                                .isInstance(arguments[i]));
    }
}
