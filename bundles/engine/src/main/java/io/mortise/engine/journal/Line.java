// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A record of the journal, one line of text: the CRC32C of the rest in 8 hexadecimal digits, a
 * blank, the type, and fields {@code name=value}, separated by tabs. Control characters, {@code %}
 * and, in names, {@code =} are written as {@code %XX}.
 *
 * @param type what kind of record it is
 * @param fields in order
 */
public record Line(String type, List<Field> fields) {
    private static final int SUM = 8;
    private static final Pattern UNSOUND = Pattern.compile("%(?![0-9A-F]{2})");

    public Line {
        if (type.isEmpty()) {
            throw new IllegalArgumentException("a line of the journal has a type");
        }
        fields = List.copyOf(fields);
    }

    public static Line of(String type, Field... fields) {
        return new Line(type, List.of(fields));
    }

    /** As it stands in the file, with its end of line. */
    public byte[] bytes() {
        var text = new StringBuilder(escaped(type, true));
        fields.forEach(
                f ->
                        text.append('\t')
                                .append(escaped(f.name(), true))
                                .append('=')
                                .append(escaped(f.value(), false)));
        String body = text.toString();
        return (sum(body.getBytes(StandardCharsets.UTF_8)) + " " + body + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a line without its end; empty if its checksum or its form is wrong. */
    public static Optional<Line> parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.length() <= SUM + 1 || text.charAt(SUM) != ' ') {
            return Optional.empty();
        }
        String body = text.substring(SUM + 1);
        if (!sum(body.getBytes(StandardCharsets.UTF_8)).equals(text.substring(0, SUM))) {
            return Optional.empty();
        }
        String[] parts = body.split("\t", -1);
        var fields = new ArrayList<Field>();
        for (String part : List.of(parts).subList(1, parts.length)) {
            int sign = part.indexOf('=');
            if (sign < 1 || !sound(part)) {
                return Optional.empty();
            }
            fields.add(new Field(plain(part.substring(0, sign)), plain(part.substring(sign + 1))));
        }
        return parts[0].isEmpty() || !sound(parts[0])
                ? Optional.empty()
                : Optional.of(new Line(plain(parts[0]), fields));
    }

    /** The first field of that name. */
    public Optional<String> first(String name) {
        return all(name).findFirst();
    }

    /**
     * The first field of that name, which must be there.
     *
     * @throws IllegalArgumentException if it is not
     */
    public String get(String name) {
        return first(name)
                .orElseThrow(() -> new IllegalArgumentException(type + " without " + name));
    }

    /** All fields of that name, in order. */
    public Stream<String> all(String name) {
        return fields.stream().filter(f -> f.name().equals(name)).map(Field::value);
    }

    private static String sum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return "%08x".formatted(crc.getValue());
    }

    private static String escaped(String text, boolean name) {
        var out = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c < ' ' || c == 0x7f || c == '%' || name && c == '=') {
                out.append("%%%02X".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    // each % as escaped() writes it: a right sum tells that nothing was damaged, not who wrote it
    private static boolean sound(String text) {
        return !UNSOUND.matcher(text).find();
    }

    private static String plain(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%' && i + 2 < text.length()) {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }
}
