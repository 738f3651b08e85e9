// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * open-iscsi's node records, read and written as files: a process for each would take longer than
 * all else. Thread-safe.
 *
 * @see NodePlaces
 */
public final class NodeRecords {
    private final Host host;
    private final HostFiles files;
    private final NodePlaces places;
    private final NodeDatabaseLock lock;
    private final Draft draft;
    private final RecordReader reader;

    public NodeRecords(Host host) {
        this.host = host;
        this.files = host.files();
        this.places = new NodePlaces(files);
        this.lock = new NodeDatabaseLock(host);
        this.draft = new Draft(host.files());
        this.reader = new RecordReader(host);
    }

    /** All records of a target, of every portal and iface. */
    public List<NodeRecord> of(Iqn target) {
        return places.of(target).stream().flatMap(path -> reader.read(path).stream()).toList();
    }

    /** The same; empty if one of them can't be read, so that it is not known which there are. */
    public Optional<List<NodeRecord>> all(Iqn target) {
        var all = new ArrayList<NodeRecord>();
        for (String path : places.of(target)) {
            try {
                Optional<NodeRecord> record = reader.read(path);
                if (record.isEmpty()) {
                    return Optional.empty();
                }
                all.add(record.get());
            } catch (HostFailure unreadable) {
                return Optional.empty();
            }
        }
        return Optional.of(all);
    }

    /** How many records of a target there are at a portal, by their names alone. */
    public int count(Iqn target, Portal portal) {
        return places.of(target, portal).size();
    }

    /**
     * A file in the place of a record of that portal, whatever its iface, that can't be read as
     * one: cut short, say, when the power failed.
     */
    public Optional<String> unreadable(Iqn target, Portal portal) {
        return places.of(target, portal).stream()
                .filter(path -> reader.read(path).isEmpty())
                .findFirst();
    }

    /** The record of a target, portal and iface. */
    public Optional<NodeRecord> find(Iqn target, Portal portal, String iface) {
        return places.of(target, portal, iface).stream()
                .flatMap(path -> reader.read(path).stream())
                .filter(r -> r.portal().equals(portal) && r.iface().equals(iface))
                .findFirst();
    }

    /**
     * Keeps others from reading or changing records until closed.
     *
     * @throws io.mortise.api.VolumeException NODE_DB_LOCKED
     */
    public Held lock(Deadline deadline) {
        Held held = lock.hold(deadline);
        try {
            draft.remove();
        } catch (RuntimeException failure) {
            held.close();
            throw failure;
        }
        return held;
    }

    /** The tag of the portal group of a target at a portal, if another record has it. */
    public Optional<Integer> tag(Iqn target, Portal portal) {
        return places.of(target, portal).stream()
                .flatMap(path -> NodePlaces.tag(path).stream())
                .filter(tag -> tag.matches("\\d{1,5}"))
                .map(Integer::valueOf)
                .findFirst();
    }

    /**
     * The record that takes the one plain file that a portal can have, if it is for another iface:
     * then ours needs the tag of the portal group.
     */
    public Optional<NodeRecord> inTheWay(Iqn target, Portal portal, String iface) {
        return find(target, portal, iface).isPresent()
                ? Optional.empty()
                : reader.read(places.plain(target, portal)).filter(r -> !r.iface().equals(iface));
    }

    /**
     * Makes a record; call it under the lock.
     *
     * @param tag of the portal group, where a record without one has no room
     * @throws VolumeException BUSY if another one is {@linkplain #inTheWay in the way} after all
     */
    public void make(
            Iqn target,
            Portal portal,
            Iface iface,
            OptionalInt tag,
            LoginLimits limits,
            NodeCredentials credentials) {
        if (tag.isEmpty()) {
            inTheWay(target, portal, iface.name())
                    .ifPresent(
                            record -> {
                                throw noRoom(record, iface.name());
                            });
        }
        Map<String, String> settings = new TreeMap<>(limits.settings());
        settings.putAll(credentials.settings());
        settings.values().removeIf(String::isEmpty);
        String path = places.place(target, portal, iface.name(), tag);
        files.makeDirectories(path.substring(0, path.lastIndexOf('/')));
        draft.replace(path, RecordText.minimal(target, portal, tag, iface, settings));
    }

    private static VolumeException noRoom(NodeRecord record, String iface) {
        return VolumeException.passing(
                Reason.BUSY,
                "a record of %s at %s for the iface %s was made meanwhile, where one for %s was to be"
                        .formatted(record.target(), record.portal(), record.iface(), iface),
                "Attach again.");
    }

    /** Gives a setting another value; an empty one takes it out. Call it under the lock. */
    public void set(NodeRecord record, String name, String value) {
        change(
                record,
                text ->
                        value.isEmpty()
                                ? RecordText.without(text, name)
                                : RecordText.with(text, name, value));
    }

    private void change(NodeRecord record, UnaryOperator<String> edit) {
        reader.whole(record.path())
                .ifPresent(text -> draft.replace(record.path(), edit.apply(text)));
    }

    /**
     * Notes that a login with a record begins: {@link UnseenLogins} count from its time. Call it
     * under the lock.
     */
    public void touch(NodeRecord record) {
        change(record, text -> text);
    }

    /** Removes a record and the folders that it leaves empty; call it under the lock. */
    public void delete(NodeRecord record) {
        files.remove(record.path());
        String folder = NodePlaces.folder(record.path());
        String above = record.path().substring(0, record.path().lastIndexOf('/'));
        if (!above.equals(folder) && files.list(above).isEmpty()) {
            files.remove(above);
        }
        if (files.list(folder).isEmpty()) {
            files.remove(folder);
        }
    }

    /**
     * What must change on a record, by name, so that a login with it is bounded and scans nothing.
     */
    public static Map<String, String> changes(NodeRecord record, LoginLimits limits) {
        var changes = new TreeMap<>(limits.settings());
        changes.entrySet().removeIf(c -> c.getValue().equals(record.settings().get(c.getKey())));
        LoginLimits present = LoginLimits.of(record);
        if (present.bound().compareTo(limits.bound()) <= 0) {
            changes.remove(LoginLimits.TIMEOUT);
            changes.remove(LoginLimits.RETRIES);
        }
        return changes;
    }

    /** After that long iscsid has given up a login with this record. */
    public static Duration bound(NodeRecord record) {
        return LoginLimits.of(record).bound();
    }

    String root() {
        return places.root();
    }
}
