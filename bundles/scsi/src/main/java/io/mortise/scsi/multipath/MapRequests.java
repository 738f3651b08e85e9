// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.scsi.UdevRecords;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What multipathd is told about one map, and when. Used by one thread. */
final class MapRequests {
    /** How long disks that are ready wait for the others, so that the table is loaded once. */
    private static final Duration HOLD = Duration.ofMillis(500);

    /** When multipathd is asked for the map though udev told nothing. */
    private static final Duration BLIND = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final String BLACKLISTED = "blacklisted";

    // for NAA designators udev, multipathd and the kernel write the same identity
    private static final Pattern NAA = Pattern.compile("3([0-9a-f]{16}){1,2}");

    private final MultipathDaemon daemon;
    private final UdevRecords udev;
    private final Wwid wwid;
    private final Set<String> wanted;
    private final Deadline deadline;

    private final Set<String> told = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final Map<String, String> answers = new HashMap<>();
    private final Map<String, Deadline> again = new HashMap<>();
    private Optional<Boolean> udevNeeded = Optional.empty();
    private Deadline hold;
    private Deadline mapAgain;
    private Duration pause = PAUSE;

    MapRequests(Host host, Wwid wwid, Set<String> wanted, Deadline deadline) {
        this.daemon = new MultipathDaemon(host);
        this.udev = new UdevRecords(host.files());
        this.wwid = wwid;
        this.wanted = new TreeSet<>(wanted);
        this.deadline = deadline;
        this.hold = deadline.atMost(BLIND);
        this.mapAgain = deadline.atMost(Duration.ZERO);
    }

    /**
     * Tells multipathd what is due about the disks that are not in the map.
     *
     * @return whether the map may have changed by it
     */
    boolean send(Set<String> joined, Deadline limit) {
        var lacking = new TreeSet<>(wanted);
        lacking.removeAll(joined);
        lacking.removeAll(refused);
        for (String disk : lacking) {
            if (!told.contains(disk) && due(disk) && ready(disk, limit)) {
                addPath(disk, limit);
            }
        }
        boolean all = told.containsAll(lacking);
        return !lacking.isEmpty() && mapAgain.passed() && (all || hold.passed()) && addMap(limit);
    }

    /** A multipathd that was started anew knows nothing of what the one before was told. */
    void forget() {
        told.clear();
        refused.clear();
        again.clear();
        udevNeeded = Optional.empty();
        mapAgain = deadline.atMost(Duration.ZERO);
    }

    /** Whether multipathd will have none of the disks. */
    boolean pointless() {
        return refused.containsAll(wanted);
    }

    /** What is known of a disk that is not in the map, a phrase for people. */
    String said(String disk) {
        Optional<String> called =
                udev.identity(disk).filter(identity -> !identity.equals(wwid.text()));
        if (called.isPresent()) {
            return "is not in the map, udev calls it " + called.get() + " and not " + wwid;
        }
        return Optional.ofNullable(answers.get(disk))
                .map(MapRequests::explained)
                .orElse("is not in the map, udev was not through with it");
    }

    private static String explained(String answer) {
        return "is not in the map, multipathd said \""
                + answer
                + '"'
                + (answer.startsWith(BLACKLISTED)
                        ? ": multipath.conf excludes it (multipathd show blacklist)"
                        : "");
    }

    private boolean due(String disk) {
        return Optional.ofNullable(again.get(disk)).map(Deadline::passed).orElse(true);
    }

    // multipathd takes the identity from udev's record: one that is left from another disk of the
    // same number would lead this one into a foreign map
    private boolean ready(String disk, Deadline limit) {
        Optional<String> identity = udev.identity(disk);
        return identity.map(wwid.text()::equals).orElseGet(() -> !udevNeeded(limit));
    }

    private boolean udevNeeded(Deadline limit) {
        if (udevNeeded.isEmpty()) {
            udevNeeded = Optional.of(!NAA.matcher(wwid.text()).matches() || waitsForUdev(limit));
        }
        return udevNeeded.get();
    }

    private boolean waitsForUdev(Deadline limit) {
        try {
            return daemon.waitsForUdev(limit);
        } catch (VolumeException unknown) {
            if (unknown.reason() == Reason.TOOL_MISSING) {
                throw unknown;
            }
            return true;
        }
    }

    private void addPath(String disk, Deadline limit) {
        Answer answer = checked(daemon.addPath(disk, limit));
        answers.put(disk, answer.text());
        if (answer.ok()) {
            if (told.isEmpty()) {
                hold = deadline.atMost(HOLD);
            }
            told.add(disk);
            pause = PAUSE;
            mapAgain = deadline.atMost(Duration.ZERO);
        } else if (answer.text().startsWith(BLACKLISTED)) {
            refused.add(disk);
        } else {
            again.put(disk, deadline.atMost(PAUSE));
        }
    }

    private boolean addMap(Deadline limit) {
        Answer answer = checked(daemon.addMap(wwid, limit));
        mapAgain = deadline.atMost(pause);
        pause =
                pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                        ? pause.multipliedBy(2)
                        : LONGEST_PAUSE;
        if (answer.text().startsWith(BLACKLISTED)) {
            wanted.forEach(disk -> answers.put(disk, answer.text()));
            refused.addAll(wanted);
        }
        return answer.ok();
    }

    private static Answer checked(Answer answer) {
        if (answer.verdict() == Answer.Verdict.UNAVAILABLE) {
            throw MultipathDaemon.notRunning(answer.text());
        }
        return answer;
    }
}
