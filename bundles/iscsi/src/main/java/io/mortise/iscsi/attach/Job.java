// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.VolumeException;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.Task;
import io.mortise.host.Tasks;
import io.mortise.iscsi.session.Logins;
import io.mortise.iscsi.session.PortalMemory;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Operation;
import io.mortise.spi.Trail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attach being built: what its parts share. Thread-safe. */
final class Job {
    private static final Logger LOG = LoggerFactory.getLogger(Job.class);
    private static final Duration CUT_OFF = Duration.ofSeconds(1);

    private final Host host;
    private final Logins logins;
    private final Operation operation;
    private final Trail trail;
    private final Progress progress;
    private final Scanned scanned;
    private final Deadline patience;
    private final long begun;
    private final Set<String> mapsBefore;
    // all guarded by tasks.atomically
    private Wish wish;
    private boolean finished;
    private int turns = 1;
    private final List<Task<?>> started = new ArrayList<>();
    private final Set<IscsiPath> searching = new HashSet<>();

    Job(Host host, Logins logins, Wish wish, Operation operation, Trail trail) {
        this.host = host;
        this.logins = logins;
        this.wish = wish;
        this.operation = operation;
        this.trail = trail;
        this.progress = new Progress(host.tasks(), wish.paths());
        this.scanned = new Scanned(host);
        this.begun = host.tasks().nanos();
        this.mapsBefore =
                new MultipathDevices(host)
                        .all().stream().map(DmMap::uuid).collect(Collectors.toUnmodifiableSet());
        this.patience = operation.deadline().atMost(operation.deadline().left());
    }

    Host host() {
        return host;
    }

    Logins logins() {
        return logins;
    }

    /** What is wanted; less than at first once paths were left out. */
    Wish wish() {
        return host.tasks().atomically(() -> wish);
    }

    /** A path turned out to be none of the volume's: it is not wanted any more. */
    void leaveOut(IscsiPath path) {
        List<IscsiPath> others =
                wish().paths().stream().filter(each -> !each.equals(path)).toList();
        host.tasks().atomically(() -> wish = wish.over(others));
        progress.forget(path);
    }

    Operation operation() {
        return operation;
    }

    Trail trail() {
        return trail;
    }

    Progress progress() {
        return progress;
    }

    /** By when paths are given up; expired once enough of them are up for long enough. */
    Deadline patience() {
        return patience;
    }

    /** How many logins must find time before the deadline, one after the other. */
    int turns() {
        return host.tasks().atomically(() -> turns);
    }

    /** Paths are tried one after the other from now on, so many at most. */
    void takingTurns(int most) {
        host.tasks().atomically(() -> turns = most);
    }

    /** When it began, on the clock of {@link Tasks#nanos()}. */
    long begun() {
        return begun;
    }

    /**
     * Whether a map has come since, also if multipathd made it by itself of the disks that came.
     */
    boolean made(DmMap map) {
        return !mapsBefore.contains(map.uuid());
    }

    /** The failure of a path's portal that is remembered. */
    Optional<PortalMemory.Failure> remembered(IscsiPath path) {
        Duration noOlder = wish().settings().portalMemory();
        return logins.portals().failure(path, noOlder, host.tasks());
    }

    /**
     * Starts the search for the disk of a path whose session is there. To be called while holding
     * the lock of the session, so nobody closes it before.
     */
    void search(IscsiPath path, Session session) {
        host.tasks().atomically(() -> searching.add(path));
        try {
            Held use =
                    operation.locks().hold(SessionName.of(path).useLock(), Access.SHARED, soon());
            try {
                fork("look for " + path, () -> new LunSearch(this).look(path, session, use));
            } catch (RuntimeException noThread) {
                use.close(); // or nobody could log out of it any more
                throw noThread;
            }
        } catch (VolumeException failure) {
            progress.down(path, failure.reason(), failure.getMessage());
        }
    }

    // whoever holds it in another way holds the lock of the session as well
    private Deadline soon() {
        return host.tasks().deadline(CUT_OFF);
    }

    /** Whether the search for its disk has begun, which will end with the path up or down. */
    boolean searching(IscsiPath path) {
        return host.tasks().atomically(() -> searching.contains(path));
    }

    /** Where the kernel was asked to scan. */
    Scanned scanned() {
        return scanned;
    }

    /** Starts a part that {@link #finish} waits for. */
    void fork(String name, Runnable body) {
        Tasks tasks = host.tasks();
        Task<Boolean> task =
                tasks.fork(
                        name,
                        () -> {
                            run(name, body);
                            return true;
                        });
        tasks.atomically(() -> started.add(task));
    }

    // a part tells by its paths how it went, so nobody asks what it threw
    private static void run(String name, Runnable body) {
        try {
            body.run();
        } catch (RuntimeException unexpected) {
            LOG.error("\"{}\" broke off", name, unexpected);
            throw unexpected;
        }
    }

    /**
     * Gives up what has not come, and waits for all parts: a login under way ends by its own limit,
     * and must not bring a session up later that nobody owns. Nor must a scan bring a disk up while
     * all is walked back.
     */
    void finish() {
        boolean again =
                host.tasks()
                        .atomically(
                                () -> {
                                    boolean before = finished;
                                    finished = true;
                                    return before;
                                });
        if (again) {
            return;
        }
        patience.expire();
        joinStarted();
        if (operation.last().passed()) {
            return; // recovery sees to the scans
        }
        scanned.settle();
    }

    /**
     * Waits for all parts that were started, and those that they started. If the engine's last
     * moment comes before, logins are killed, and parts have a moment to end.
     */
    void joinStarted() {
        Tasks tasks = host.tasks();
        for (int next = 0; ; next++) {
            int at = next;
            List<Task<?>> one =
                    tasks.atomically(
                            () -> at < started.size() ? List.of(started.get(at)) : List.of());
            if (one.isEmpty()) {
                return;
            }
            if (!one.get(0).join(operation.last())) {
                one.get(0).join(tasks.deadline(CUT_OFF));
            }
        }
    }
}
