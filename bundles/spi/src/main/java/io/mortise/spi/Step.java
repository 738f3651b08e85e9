// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Something that an attachment does to the host, as data: written to the journal before it is done.
 * It names stable identities only (portal, IQN, LUN, WWID), never a device name or a host number,
 * which are given to others after a reboot.
 *
 * @param kind who can undo it: the {@link StepKind} of that name
 * @param version of the fields, from 1
 * @param key what it is done to; two steps of one kind with the same key are about the same thing
 * @param notes what undoing it must know besides
 */
public record Step(
        String kind, int version, SortedMap<String, String> key, SortedMap<String, String> notes) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.]{0,63}");

    public Step {
        if (!NAME.matcher(kind).matches() || version < 1) {
            throw new IllegalArgumentException("not a step: " + kind + " version " + version);
        }
        key = copy(key);
        notes = copy(notes);
    }

    /** A step without notes. */
    public static Step of(String kind, Map<String, String> key) {
        return new Step(kind, 1, new TreeMap<>(key), new TreeMap<>());
    }

    /** The same with one more note. */
    public Step noting(String name, String value) {
        var more = new TreeMap<>(notes);
        more.put(name, value);
        return new Step(kind, version, key, more);
    }

    /** Whether both are about the same thing, whatever their notes say. */
    public boolean sameThingAs(Step other) {
        return kind.equals(other.kind) && key.equals(other.key);
    }

    private static SortedMap<String, String> copy(SortedMap<String, String> fields) {
        for (Map.Entry<String, String> field : fields.entrySet()) {
            if (!NAME.matcher(field.getKey()).matches()) {
                throw new IllegalArgumentException("not a field of a step: " + field.getKey());
            }
            Objects.requireNonNull(field.getValue(), field.getKey());
        }
        return Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /** For people: the kind and what it is done to. */
    @Override
    public String toString() {
        return kind + " " + String.join(" ", key.values());
    }
}
