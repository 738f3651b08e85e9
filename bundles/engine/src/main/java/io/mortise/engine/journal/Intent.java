// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.api.Owner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was asked for.
 *
 * @param bootId the boot in which the steps are done
 * @param since when
 * @param owner on whose behalf
 * @param protocol which connector's connection information it is
 * @param connection the connection information as fields
 * @param volumeKeys what names the volume on its targets
 */
public record Intent(
        String bootId,
        Instant since,
        Owner owner,
        String protocol,
        Map<String, String> connection,
        Set<String> volumeKeys) {
    private static final String CONNECTION = "connection.";

    public Intent {
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(protocol, "protocol");
        connection = Map.copyOf(connection);
        volumeKeys = Set.copyOf(volumeKeys);
    }

    /**
     * The same with more known of it.
     *
     * @throws IllegalArgumentException if a key is left out
     */
    public Intent knowing(Map<String, String> fields, Set<String> keys) {
        if (!keys.containsAll(volumeKeys)) {
            throw new IllegalArgumentException(keys + " leave out some of " + volumeKeys);
        }
        return new Intent(bootId, since, owner, protocol, fields, keys);
    }

    List<Field> fields() {
        var fields = new ArrayList<Field>();
        fields.add(new Field("boot", bootId));
        fields.add(new Field("since", since.toString()));
        fields.add(new Field("owner", owner.name()));
        fields.add(new Field("protocol", protocol));
        new TreeMap<>(connection)
                .forEach((name, value) -> fields.add(new Field(CONNECTION + name, value)));
        new TreeSet<>(volumeKeys).forEach(key -> fields.add(new Field("volume", key)));
        return fields;
    }

    static Intent read(Line line) {
        Map<String, String> connection = new TreeMap<>();
        line.fields().stream()
                .filter(f -> f.name().startsWith(CONNECTION))
                .forEach(f -> connection.put(f.name().substring(CONNECTION.length()), f.value()));
        return new Intent(
                line.get("boot"),
                Instant.parse(line.get("since")),
                new Owner(line.get("owner")),
                line.get("protocol"),
                connection,
                new TreeSet<>(line.all("volume").toList()));
    }
}
