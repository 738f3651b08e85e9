// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.array;

import io.mortise.simulator.fabric.Portal;
import io.mortise.simulator.fabric.PortalGroup;
import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.fabric.Volume;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A target and its portal groups. */
public final class ArrayTarget implements Target {
    private final StorageArray array;
    private final String name;
    private final Map<Integer, ArrayGroup> groups = new TreeMap<>();

    ArrayTarget(StorageArray array, String name) {
        this.array = array;
        this.name = checked(name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ArrayGroup group(int tag) {
        return array.turn()
                .take(() -> groups.computeIfAbsent(tag, t -> new ArrayGroup(array, this, t)));
    }

    @Override
    public List<PortalGroup> groups() {
        return array.turn().take(() -> List.copyOf(groups.values()));
    }

    @Override
    public Portal portal(String address) {
        return group(1).portal(address);
    }

    @Override
    public List<Portal> portals() {
        return array.turn().take(() -> all().map(Portal.class::cast).toList());
    }

    @Override
    public Target lun(int number, Volume volume) {
        group(1).lun(number, volume);
        return this;
    }

    @Override
    public Target removeLun(int number) {
        group(1).removeLun(number);
        return this;
    }

    Optional<ArrayPortal> find(String address) {
        return all().filter(portal -> portal.address().equals(address)).findFirst();
    }

    private Stream<ArrayPortal> all() {
        return groups.values().stream().flatMap(group -> group.portals().stream());
    }

    private static String checked(String name) {
        Objects.requireNonNull(name, "name");
        if (!name.matches("(iqn|eui|naa)\\.\\S+")) {
            throw new IllegalArgumentException(
                    "a target's name begins with iqn., eui. or naa., not " + name);
        }
        return name;
    }
}
