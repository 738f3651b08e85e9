// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.host.HostFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * open-iscsi's iface records, read as files. {@code default} and {@code iser} are built in and have
 * none (usr/iface.c of 2.1.8); those of offload cards, such as {@code bnx2i.00:10:18:..}, are made
 * when its driver is loaded. Thread-safe.
 */
public final class Ifaces {
    private static final List<Iface> BUILT_IN =
            List.of(Iface.of("default", "tcp"), Iface.of("iser", "iser"));

    private final HostFiles files;

    public Ifaces(Host host) {
        this.files = host.files();
    }

    /**
     * The iface of that name.
     *
     * @throws VolumeException BAD_INPUT if there is none, naming those that there are
     */
    public Iface require(String name) {
        return find(name)
                .orElseThrow(
                        () ->
                                VolumeException.pointless(
                                        Reason.BAD_INPUT,
                                        "open-iscsi has no iface \"%s\" in %s; there are %s"
                                                .formatted(
                                                        name, folder(), String.join(", ", names())),
                                        "Nothing was touched: make it (iscsiadm -m iface -I "
                                                + name
                                                + " --op new), or name another."));
    }

    /** All of these. */
    public Map<String, Iface> require(Collection<String> names) {
        var found = new TreeMap<String, Iface>();
        names.forEach(name -> found.computeIfAbsent(name, this::require));
        return found;
    }

    private Optional<Iface> find(String name) {
        Optional<Iface> builtIn =
                BUILT_IN.stream().filter(iface -> iface.name().equals(name)).findFirst();
        return builtIn.isPresent()
                ? builtIn
                : Optional.of(name)
                        .filter(names()::contains)
                        .flatMap(known -> files.readBytes(folder() + "/" + known))
                        .flatMap(text -> parsed(name, new String(text, StandardCharsets.UTF_8)));
    }

    static Optional<Iface> parsed(String name, String text) {
        var settings = new TreeMap<>(RecordText.parse(text));
        settings.entrySet()
                .removeIf(
                        setting ->
                                !setting.getKey().startsWith("iface.")
                                        || setting.getValue().isEmpty());
        settings.putIfAbsent(NodeRecord.TRANSPORT, "tcp");
        return Optional.of(new Iface(name, settings))
                .filter(iface -> name.equals(settings.get(NodeRecord.IFACE)));
    }

    private List<String> names() {
        var names = new ArrayList<String>();
        BUILT_IN.forEach(iface -> names.add(iface.name()));
        names.addAll(files.list(folder()));
        return names.stream().distinct().toList();
    }

    private String folder() {
        return new NodePlaces(files).root() + "/ifaces";
    }
}
