// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Attachment;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Owner;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.iscsi.session.Logins;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.spi.AttachWork;
import io.mortise.spi.Built;
import io.mortise.spi.Operation;
import io.mortise.spi.Step;
import io.mortise.spi.Trail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One attach of an iSCSI volume. Used once, by one thread at a time. */
public final class IscsiAttach implements AttachWork {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Host host;
    private final Logins logins;
    private final Wish wish;
    private final Owner owner;
    private Optional<Boolean> mapPossible = Optional.empty();
    private List<IscsiPath> oneByOne = List.of();

    public IscsiAttach(Host host, Logins logins, Wish wish, Owner owner) {
        this.host = host;
        this.logins = logins;
        this.wish = wish;
        this.owner = owner;
    }

    @Override
    public ConnectionInformation connection() {
        return wish.connection();
    }

    @Override
    public Owner owner() {
        return owner;
    }

    @Override
    public Duration timeout() {
        return wish.settings().attachTimeout();
    }

    @Override
    public Set<String> volumeKeys() {
        return keys(wish.paths());
    }

    /** What names a volume: its targets and LUNs, whatever the portals. */
    public static Set<String> keys(List<IscsiPath> paths) {
        return paths.stream()
                .map(path -> "iscsi " + path.target().canonical() + " lun " + path.lun())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public List<Step> plan(Operation operation) {
        new IfaceCheck(host).check(wish.paths());
        boolean mapped = mapPossible(operation);
        if (!mapped && wish.enforced()) {
            throw VolumeException.passing(
                    Reason.MULTIPATH_UNAVAILABLE,
                    "multipath is enforced and multipathd does not answer",
                    "Start multipathd (systemctl start multipathd), or set"
                            + " enforce.multipath=false.");
        }
        if (!mapped) {
            List<IscsiPath> order = oneByOne();
            return new AttachPlan(host, operation, wish, order.size()).all(order.subList(0, 1));
        }
        var steps = new ArrayList<Step>();
        if (wish.discovers() && !wish.ofDiscovery().none()) {
            steps.add(IscsiSteps.discovery(wish.paths().get(0).portal()));
        }
        steps.addAll(new AttachPlan(host, operation, wish).all(wish.paths()));
        return steps;
    }

    @Override
    public Built build(Operation operation, Trail trail) {
        if (mapPossible(operation)) {
            return wish.discovers()
                    ? discovered(operation, trail)
                    : new MultipathBuild(
                                    new Job(host, logins, wish, operation, trail), Optional.empty())
                            .build();
        }
        var job = new Job(host, logins, wish, operation, trail);
        Optional<String> degraded =
                wish.multipath()
                        ? Optional.of("multipathd does not answer, so only one path is used")
                        : Optional.empty();
        return new OnePath(job).first(oneByOne(), degraded);
    }

    private Built discovered(Operation operation, Trail trail) {
        Wish whole = new Ways(host, operation, trail).of(wish);
        var job = new Job(host, logins, whole, operation, trail);
        Optional<Iqn> asked = Optional.of(wish.paths().get(0).target());
        Built built = new MultipathBuild(job, asked).build();
        List<IscsiPath> open =
                built.paths().stream()
                        .filter(report -> report.state() == PathState.PENDING)
                        .map(report -> (IscsiPath) report.path())
                        .toList();
        new Kindred(job, new Paths(job), asked).know(open, built.wwid().orElseThrow());
        return built;
    }

    @Override
    public Built prove(Operation operation, Attachment attachment) {
        var agreement = new Agreement(host, attachment, wish);
        agreement.check();
        Built built =
                new Proof(host, attachment, standing(attachment), operation.deadline()).prove();
        agreement.check(built.device());
        return built;
    }

    // Over the paths that it has: where a name leads by now, another iface or another discovery say
    // how it would be attached anew, and it is in use.
    private Wish standing(Attachment attachment) {
        return attachment.connection() instanceof IscsiConnection before
                ? wish.over(before.paths())
                : wish;
    }

    /** As they were asked for, but portals that did not answer lately last. */
    private List<IscsiPath> oneByOne() {
        if (oneByOne.isEmpty()) {
            Duration memory = wish.settings().portalMemory();
            oneByOne =
                    wish.paths().stream()
                            .sorted(
                                    Comparator.comparing(
                                            path ->
                                                    logins.portals()
                                                            .failure(path, memory, host.tasks())
                                                            .isPresent()))
                            .toList();
        }
        return oneByOne;
    }

    // asked once: the steps that were planned are those that are done
    private boolean mapPossible(Operation operation) {
        if (mapPossible.isEmpty()) {
            mapPossible =
                    Optional.of(
                            wish.multipath()
                                    && new MultipathDaemon(host)
                                            .alive(operation.deadline().atMost(ANSWER)));
        }
        return mapPossible.get();
    }
}
