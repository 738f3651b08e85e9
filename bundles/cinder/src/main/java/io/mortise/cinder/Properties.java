// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.cinder;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The keys of a JSON object, each taken in the type that is expected of it; remembers which were
 * taken. Errors name the key, what was expected and what was found.
 */
final class Properties {
    private final Map<String, Object> values;
    private final Set<String> taken = new HashSet<>();

    Properties(Map<String, Object> values) {
        this.values = values;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Optional<String> text(String key) {
        return take(key, "a text", String.class);
    }

    Optional<Boolean> flag(String key) {
        return take(key, "true or false", Boolean.class);
    }

    /** A value that is read from text, or from a number written as JSON writes it. */
    <T> Optional<T> value(String key, String expected, Function<String, T> parse) {
        taken.add(key);
        return Optional.ofNullable(values.get(key))
                .map(found -> parse(key, expected, found, parse));
    }

    /** A list of such values; an empty list is refused. */
    <T> Optional<List<T>> list(String key, String expected, Function<String, T> parse) {
        taken.add(key);
        if (!has(key)) {
            return Optional.empty();
        }
        if (!(values.get(key) instanceof List<?> found) || found.isEmpty()) {
            throw unexpected(key, "a list of " + expected, values.get(key));
        }
        return Optional.of(found.stream().map(each -> parse(key, expected, each, parse)).toList());
    }

    /** Counts keys as taken that say nothing here, whatever they hold. */
    void passOver(String... keys) {
        taken.addAll(List.of(keys));
    }

    /** Everything that nobody took. */
    Map<String, Object> rest() {
        var rest = new TreeMap<>(values);
        rest.keySet().removeAll(taken);
        return rest;
    }

    private <T> Optional<T> take(String key, String expected, Class<T> type) {
        taken.add(key);
        Object found = values.get(key);
        if (found != null && !type.isInstance(found)) {
            throw unexpected(key, expected, found);
        }
        return Optional.ofNullable(type.cast(found));
    }

    private static <T> T parse(
            String key, String expected, Object found, Function<String, T> parse) {
        if (!(found instanceof String || found instanceof Long)) {
            throw unexpected(key, expected, found);
        }
        try {
            return parse.apply(found.toString());
        } catch (IllegalArgumentException e) {
            throw bad(key, e.getMessage()).causedBy(e);
        }
    }

    private static VolumeException unexpected(String key, String expected, Object found) {
        String kind =
                switch (found.getClass().getSimpleName()) {
                    case "String" -> "a text";
                    case "Long", "Double" -> "a number";
                    case "Boolean" -> "true or false";
                    case "ArrayList" -> ((List<?>) found).isEmpty() ? "an empty list" : "a list";
                    default -> "an object";
                };
        return bad(key, "expected " + expected + ", found " + kind);
    }

    /** What a constructor makes of a value; what it refuses is wrong at this key. */
    static <T> T checked(String key, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw bad(key, e.getMessage());
        }
    }

    static VolumeException bad(String key, String why) {
        return VolumeException.pointless(
                Reason.BAD_INPUT,
                "Connection information is wrong at key \"" + key + "\": " + why,
                "Correct it; nothing on the host was touched.");
    }

    static VolumeException unsupported(String key, String what) {
        return VolumeException.pointless(
                Reason.UNSUPPORTED,
                "Connection information asks, by key \""
                        + key
                        + "\", for "
                        + what
                        + ", which is not supported yet",
                "Leave it out; nothing on the host was touched.");
    }
}
