// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Reason;
import io.mortise.api.Shown;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import java.util.List;
import java.util.Optional;

/**
 * multipathd, asked through its socket: no process is started, and each question is one connection.
 * Questions that it can't be asked, or did not answer, are a {@link VolumeException} TOOL_MISSING
 * or TOOL_FAILED, never an empty answer; requests have an {@link Answer}. Thread-safe.
 */
public final class MultipathDaemon {
    private final DaemonSocket socket;

    public MultipathDaemon(Host host) {
        this.socket = new DaemonSocket(host.sockets());
    }

    /** Whether it runs and answers. */
    public boolean alive(Deadline deadline) {
        try {
            return socket.ask("show daemon", deadline).startsWith("pid ");
        } catch (HostFailure silent) {
            return false;
        }
    }

    /**
     * Makes or completes the map of a volume from the paths that multipathd knows, whatever {@code
     * find_multipaths} says.
     */
    public Answer addMap(Wwid wwid, Deadline deadline) {
        return request("add map " + wwid, deadline);
    }

    /** Makes a disk ({@code sdX}) known; refused while udev is not done with it. */
    public Answer addPath(String disk, Deadline deadline) {
        return request("add path", disk, deadline);
    }

    /** Takes a disk ({@code sdX}) out of its map and forgets it, until udev tells of it again. */
    public Answer removePath(String disk, Deadline deadline) {
        return request("remove path", disk, deadline);
    }

    /**
     * Removes a map by its name; refused while it is open, and while udev's rules look at it.
     * UNKNOWN when {@code deferred_remove} lets it go later.
     */
    public Answer removeMap(String name, Deadline deadline) {
        return request("remove map", name, deadline);
    }

    /** Lets the I/O go on that a suspended map holds back. */
    public Answer resumeMap(String name, Deadline deadline) {
        return request("resume map", name, deadline);
    }

    /** Takes the size of the paths over to the map. */
    public Answer resizeMap(String name, Deadline deadline) {
        return request("resize map", name, deadline);
    }

    /** Lets I/O fail, rather than wait, while no path works. */
    public Answer disableQueueing(String name, Deadline deadline) {
        return request("disablequeueing map", name, deadline);
    }

    /** Takes {@link #disableQueueing} back. */
    public Answer restoreQueueing(String name, Deadline deadline) {
        return request("restorequeueing map", name, deadline);
    }

    /** Uses a path ({@code sdX}) no longer. */
    public Answer failPath(String disk, Deadline deadline) {
        return request("fail path", disk, deadline);
    }

    /** Takes {@link #failPath} back. */
    public Answer reinstatePath(String disk, Deadline deadline) {
        return request("reinstate path", disk, deadline);
    }

    /** All paths that it knows, in one question. */
    public List<PathStatus> paths(Deadline deadline) {
        return DaemonTables.paths(question(DaemonTables.PATHS, deadline));
    }

    /** All maps that it knows, in one question. */
    public List<MapStatus> maps(Deadline deadline) {
        return DaemonTables.maps(question(DaemonTables.MAPS, deadline));
    }

    /** The map of a volume; empty if it answered and has none. */
    public Optional<MapStatus> map(Wwid wwid, Deadline deadline) {
        return maps(deadline).stream().filter(map -> map.wwid().equals(wwid)).findFirst();
    }

    /** Whether it takes a disk for nothing until udev is through with it, by its configuration. */
    boolean waitsForUdev(Deadline deadline) {
        return DaemonTables.waitsForUdev(question("show config local", deadline));
    }

    /**
     * Whether it makes a map of every disk that it sees, by its configuration; what is blacklisted
     * it passes over all the same.
     */
    public boolean takesEveryDisk(Deadline deadline) {
        return DaemonTables.takesEveryDisk(question("show config local", deadline));
    }

    // a name that is several words, or none, to multipathd would say something else
    private Answer request(String what, String name, Deadline deadline) {
        return name.matches("[^\\p{Z}\\p{C}\"]+")
                ? request(what + " " + name, deadline)
                : new Answer(
                        Answer.Verdict.REFUSED,
                        "not asked to " + what + ": no name to multipathd: " + Shown.of(name));
    }

    private Answer request(String text, Deadline deadline) {
        try {
            return DaemonTables.answer(socket.ask(text, deadline));
        } catch (HostFailure failure) {
            var verdict =
                    failure.kind() == HostFailure.Kind.UNAVAILABLE
                            ? Answer.Verdict.UNAVAILABLE
                            : Answer.Verdict.UNKNOWN;
            return new Answer(verdict, failure.getMessage());
        }
    }

    private String question(String text, Deadline deadline) {
        try {
            return DaemonTables.answered(text, socket.ask(text, deadline));
        } catch (HostFailure failure) {
            if (failure.kind() == HostFailure.Kind.UNAVAILABLE) {
                throw notRunning(failure.getMessage()).causedBy(failure);
            }
            throw VolumeException.passing(
                            Reason.TOOL_FAILED,
                            "multipathd did not answer \"" + text + "\": " + failure.getMessage(),
                            DaemonTables.ADVICE)
                    .causedBy(failure);
        }
    }

    static VolumeException notRunning(String why) {
        return VolumeException.passing(
                Reason.TOOL_MISSING,
                "multipathd can't be reached on its socket @" + DaemonSocket.NAME + ": " + why,
                "Start multipathd (systemctl start multipathd).");
    }
}
