// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.session;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Hctl;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the disk of a path by its session and LUN; never by links in /dev. Thread-safe. */
public final class DiskSearch {
    private static final Pattern TARGET = Pattern.compile("target\\d{1,9}:(\\d{1,9}):(\\d{1,9})");

    private final HostFiles files;
    private final Disks disks;
    private final IscsiSessions sessions;

    public DiskSearch(Host host) {
        this.files = host.files();
        this.disks = new Disks(host);
        this.sessions = new IscsiSessions(host);
    }

    /**
     * Where a LUN of a session sits, or would sit.
     *
     * @throws HostFailure if the kernel does not tell the number of its target: at any other there
     *     may be a disk of another session
     */
    public Hctl address(Session session, Lun lun) {
        return place(session, lun)
                .orElseThrow(
                        () ->
                                new HostFailure(
                                        HostFailure.Kind.UNAVAILABLE,
                                        "looking where LUN %s of %s sits"
                                                .formatted(lun, session.name()),
                                        "the kernel does not tell the number of its target, or is"
                                                + " taking the session away"));
    }

    // a session has a folder of its target while it has a disk, whatever is known of the number
    private Optional<Hctl> place(Session session, Lun lun) {
        if (session.target().isPresent()) {
            int target = session.target().getAsInt();
            return Optional.of(new Hctl(session.host(), 0, target, lun.number()));
        }
        return files.list(folder(session)).stream()
                .map(TARGET::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(
                        at ->
                                new Hctl(
                                        session.host(),
                                        Integer.parseInt(at.group(1)),
                                        Integer.parseInt(at.group(2)),
                                        lun.number()));
    }

    /**
     * The disk of a path.
     *
     * @throws HostFailure if it can't be told whether there is one
     */
    public Optional<Disk> disk(IscsiPath path) {
        return Optional.ofNullable(disks(List.of(path)).get(path));
    }

    /**
     * The disks of paths, of each that has one, by one look at the sessions of each target.
     *
     * @throws HostFailure if it can't be told of one of them
     */
    public Map<IscsiPath, Disk> disks(Collection<IscsiPath> paths) {
        var seen = new HashMap<Iqn, Seen>();
        var found = new TreeMap<IscsiPath, Disk>();
        for (IscsiPath path : paths) {
            disk(path, seen.computeIfAbsent(path.target(), sessions::look))
                    .ifPresent(disk -> found.put(path, disk));
        }
        return found;
    }

    /**
     * The disk of a path, by an earlier look at the sessions.
     *
     * @throws HostFailure if it can't be told whether there is one
     */
    public Optional<Disk> disk(IscsiPath path, Seen seen) {
        return disk(SessionName.of(path), path.lun(), seen);
    }

    /**
     * The disk of a LUN over a session, by an earlier look at the sessions.
     *
     * @throws HostFailure if it can't be told whether there is one
     */
    public Optional<Disk> disk(SessionName name, Lun lun, Seen seen) {
        Optional<Session> session = seen.find(name);
        if (session.isEmpty() && seen.unclear() > 0) {
            throw new HostFailure(
                    HostFailure.Kind.IO,
                    "looking for LUN " + lun + " of " + name,
                    "a session that has no name in sysfs may be its own; if it has none for long,"
                            + " iscsid ended while it made it, and is to be started again");
        }
        return session.flatMap(s -> disk(s, lun));
    }

    /**
     * Whether the kernel is not done with the disk of a LUN of a session, which is not to be found
     * for now: it may still come, or is still going.
     */
    public boolean unsettled(Session session, Lun lun) {
        boolean scanned =
                disks.scanning(session.host())
                        && place(session, lun).map(disks::mayCome).orElse(true);
        return scanned
                || devices(session).entrySet().stream()
                        .filter(at -> at.getKey().lun() == lun.number())
                        .anyMatch(this::isUnsettled);
    }

    /** Where on a session the kernel is making a disk or taking one away: none is found there. */
    public List<Hctl> unsettled(Session session) {
        return devices(session).entrySet().stream()
                .filter(this::isUnsettled)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the kernel is taking a disk of a session away, and holds its SCSI host meanwhile. */
    public boolean deleting(Session session) {
        return devices(session).entrySet().stream().anyMatch(this::isGoing);
    }

    private boolean isUnsettled(Map.Entry<Hctl, String> at) {
        return disks.mayCome(at.getKey()) || isGoing(at);
    }

    private boolean isGoing(Map.Entry<Hctl, String> at) {
        return disks.isGoing(at.getKey(), at.getValue());
    }

    // all SCSI devices of a session with their folders, also those that are found nowhere else
    private Map<Hctl, String> devices(Session session) {
        var found = new TreeMap<Hctl, String>();
        String folder = folder(session);
        for (String target : files.list(folder)) {
            if (TARGET.matcher(target).matches()) {
                String below = folder + "/" + target;
                for (String name : files.list(below)) {
                    Hctl.ifSo(name).ifPresent(at -> found.put(at, below + "/" + name));
                }
            }
        }
        return found;
    }

    private static String folder(Session session) {
        return "/sys/class/iscsi_session/session" + session.sid() + "/device";
    }

    /** The disk of a LUN of a session. */
    public Optional<Disk> disk(Session session, Lun lun) {
        return place(session, lun).flatMap(disks::find);
    }

    /** All disks of a session, by address; with those that may be its own. */
    public List<Disk> of(Session session) {
        return disks.ofHost(session.host()).stream()
                .filter(disk -> session.mayHold(disk.address()))
                .toList();
    }
}
