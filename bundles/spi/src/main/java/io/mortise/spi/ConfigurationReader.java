// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the properties of a configuration into settings. What is not there has its default; where a
 * value is bad, the last good one stays in force, and there is a problem to tell, a sentence each:
 * a slip of the pen must not keep a connector from starting. Used once, by one thread.
 *
 * @param <S> the settings
 */
public final class ConfigurationReader<S> {
    private static final Set<String> OF_THE_CONTAINER =
            Set.of("service.", "component.", "felix.", "osgi.", "org.apache.", "objectClass", ".");
    private static final int SHOWN = 40;

    private final Map<String, ?> properties;
    private final S defaults;
    private final S last;
    private final Set<String> known = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * @param properties what is configured
     * @param defaults what holds where nothing is configured
     * @param last what holds where a value is bad
     */
    public ConfigurationReader(Map<String, ?> properties, S defaults, S last) {
        this.properties = Objects.requireNonNull(properties, "properties");
        this.defaults = Objects.requireNonNull(defaults, "defaults");
        this.last = Objects.requireNonNull(last, "last");
    }

    /** A whole number from {@code least} to {@code most}. */
    public int whole(String key, int least, int most, Function<S, Integer> setting) {
        return value(
                key,
                "a whole number from " + least + " to " + most,
                setting,
                text -> number(text).filter(n -> n >= least && n <= most));
    }

    /** A time of {@code least} to {@code most} whole seconds. */
    public Duration seconds(String key, int least, int most, Function<S, Duration> setting) {
        return value(
                key,
                "a whole number from " + least + " to " + most,
                setting,
                text -> number(text).filter(n -> n >= least && n <= most).map(Duration::ofSeconds));
    }

    private static Optional<Integer> number(String text) {
        return Optional.of(text).filter(t -> t.matches("\\d{1,9}")).map(Integer::valueOf);
    }

    /** {@code true} or {@code false}, in any case. */
    public boolean flag(String key, Function<S, Boolean> setting) {
        return value(
                key,
                "true or false",
                setting,
                text ->
                        text.equalsIgnoreCase("true")
                                ? Optional.of(true)
                                : Optional.of(false).filter(no -> text.equalsIgnoreCase("false")));
    }

    /** An absolute path. */
    public String directory(String key, Function<S, String> setting) {
        return value(
                key,
                "an absolute path",
                setting,
                text ->
                        Optional.of(text)
                                .filter(t -> t.length() < 4096 && t.matches("/[^\\p{C}]*")));
    }

    /** One of an enumeration, in any case. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, Function<S, E> setting) {
        List<E> all = List.of(type.getEnumConstants());
        return value(
                key,
                all.stream().map(ConfigurationReader::shown).collect(Collectors.joining(" or ")),
                setting,
                text -> all.stream().filter(e -> e.name().equalsIgnoreCase(text)).findFirst());
    }

    /**
     * Any other value.
     *
     * @param expected what a good one is, as it goes after "must be"
     * @param parse empty if the text is bad
     */
    public <T> T value(
            String key,
            String expected,
            Function<S, T> setting,
            Function<String, Optional<T>> parse) {
        known.add(key);
        Object given = properties.get(key);
        if (given == null) {
            return setting.apply(defaults);
        }
        String text = String.valueOf(given).strip();
        Optional<T> value = parse.apply(text);
        T kept = setting.apply(last);
        if (value.isEmpty()) {
            problems.add(
                    "%s must be %s, not \"%s\": %s stays in force"
                            .formatted(key, expected, Shown.plain(text, SHOWN), shown(kept)));
        }
        return value.orElse(kept);
    }

    private static String shown(Object value) {
        if (value instanceof Duration time) {
            return Long.toString(time.toSeconds());
        }
        return value instanceof Enum<?> choice
                ? choice.name().toLowerCase(Locale.ROOT)
                : value.toString();
    }

    /**
     * What is wrong, a sentence each: bad values, and keys that were never asked for. To be called
     * when all keys have been.
     */
    public List<String> problems() {
        Stream<String> unknown =
                properties.keySet().stream()
                        .filter(key -> !known.contains(key) && !key.endsWith(".target"))
                        .filter(key -> OF_THE_CONTAINER.stream().noneMatch(key::startsWith))
                        .sorted()
                        .map(
                                key ->
                                        Shown.plain(key, SHOWN)
                                                + ": there is no such key; it does nothing");
        return Stream.concat(problems.stream(), unknown).toList();
    }
}
