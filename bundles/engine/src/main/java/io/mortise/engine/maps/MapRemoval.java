// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.host.CommandResult;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.scsi.BlockEvents;
import io.mortise.scsi.StaleLinks;
import io.mortise.scsi.Use;
import io.mortise.scsi.multipath.Answer;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.scsi.multipath.MultipathTool;
import io.mortise.spi.Operation;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Removes a map by its name, and sees that it is gone. */
final class MapRemoval {
    // udev opens a map for a moment after each change of it, on a busy host for several seconds
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(1600);
    private static final Duration BEAT = Duration.ofMillis(100);
    private static final Duration UNANSWERED = Duration.ofSeconds(3);

    private final EngineSettings settings;
    private final DmMap map;
    private final Host host;
    private final MultipathDaemon daemon;
    private final MultipathTool tool;
    private final MultipathDevices devices;
    private final StaleLinks links;
    private final Signal changed;

    MapRemoval(Host host, EngineSettings settings, DmMap map) {
        this.host = host;
        this.settings = settings;
        this.map = map;
        this.daemon = new MultipathDaemon(host);
        this.tool = new MultipathTool(host);
        this.devices = new MultipathDevices(host);
        this.links = new StaleLinks(host.files());
        this.changed = host.tasks().signal("removal of " + map.name());
    }

    /**
     * @throws VolumeException REMOVAL_FAILED; the map is not left suspended, or the failure says so
     */
    @SuppressWarnings("try") // the subscription is only to be closed
    void remove(Operation operation) {
        Deadline deadline = operation.deadline().atMost(settings.removalTimeout());
        // the next map may be given the same number before udev gets to removing them
        links.note(map.device());
        try (Held subscription = host.uevents().subscribe(BlockEvents.maps(), changed)) {
            String said;
            Duration pause = FIRST_PAUSE;
            var openers = new HashSet<Use>();
            do {
                Answer answer = daemon.removeMap(map.name(), deadline);
                // an answer of OK comes when the kernel has removed it; sysfs follows
                if (gone(
                        answer.ok() || inItsStead(answer, deadline)
                                ? deadline
                                : deadline.atMost(pause).atMost(LONGEST_PAUSE))) {
                    links.drop(deadline);
                    return;
                }
                said = answer.text();
                pause = pause.multipliedBy(2);
            } while (!deadline.passed()
                    && !(pause.compareTo(LONGEST_PAUSE) > 0 && stays(openers, deadline)));
            byTool(said, deadline, operation.last().atMost(UNANSWERED));
        }
    }

    // programs that udev starts come and go; one that was there the last time too will not
    private boolean stays(Set<Use> openers, Deadline deadline) {
        var before = Set.copyOf(openers);
        openers.clear();
        openers.addAll(new Holders(host, map).everywhere(deadline));
        return openers.stream().anyMatch(before::contains);
    }

    // whether the program did what a daemon that was killed, or is restarted, can't be asked for
    private boolean inItsStead(Answer answer, Deadline deadline) {
        return answer.verdict() == Answer.Verdict.UNAVAILABLE
                && tool.flush(map.name(), deadline).exited(0);
    }

    private void byTool(String daemonSaid, Deadline deadline, Deadline unanswered) {
        CommandResult result = tool.flush(map.name(), deadline);
        if (gone(result.exited(0) ? deadline : deadline.atMost(FIRST_PAUSE))) {
            links.drop(deadline);
            return;
        }
        // what multipathd was asked for when the time ran out it does all the same
        if (deadline.passed() && gone(unanswered)) {
            links.drop(unanswered);
            return;
        }
        String resumed = resume();
        throw VolumeException.passing(
                Reason.REMOVAL_FAILED,
                "map %s (%s) could not be removed: multipathd said \"%s\"; %s%s"
                        .formatted(
                                map.name(),
                                map.wwid(),
                                daemonSaid.strip(),
                                result.describe(),
                                resumed),
                "See who holds %s open (fuser -v %s, dmsetup ls --tree), then detach again."
                        .formatted(map.path(), map.path()));
    }

    private boolean gone(Deadline deadline) {
        return deadline.await(
                        changed, BEAT, () -> Optional.of(true).filter(yes -> devices.gone(map)))
                .isPresent();
    }

    private Optional<DmMap> still() {
        return devices.named(map.device()).filter(now -> now.uuid().equals(map.uuid()));
    }

    // a removal that failed half way can leave I/O held back for ever
    private String resume() {
        if (still().filter(DmMap::suspended).isEmpty()) {
            return "";
        }
        Deadline own = host.tasks().deadline(Duration.ofSeconds(5));
        Answer answer = daemon.resumeMap(map.name(), own);
        return still().filter(DmMap::suspended).isEmpty()
                ? "; it was left suspended and has been resumed"
                : "; it is SUSPENDED and could not be resumed ("
                        + answer.text()
                        + "): run dmsetup resume "
                        + map.name();
    }
}
