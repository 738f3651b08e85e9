// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.iscsi.discovery.Discovery;
import io.mortise.iscsi.discovery.Discovery.Question;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.spi.Operation;
import io.mortise.spi.Step;
import io.mortise.spi.Trail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ways to a volume of which only one was given: discovered, and put on the trail. */
final class Ways {
    private final Host host;
    private final Operation operation;
    private final Trail trail;

    Ways(Host host, Operation operation, Trail trail) {
        this.host = host;
        this.operation = operation;
        this.trail = trail;
    }

    /**
     * The wish over all ways. Their steps are on the trail when it returns, before any is done.
     *
     * @throws VolumeException as {@link Discovery#ways}, or UNSUPPORTED if there are too many
     */
    Wish of(Wish wish) {
        IscsiPath asked = wish.paths().get(0);
        List<IscsiPath> ways = discovered(wish, asked);
        Wish whole;
        try {
            whole = wish.over(ways);
        } catch (IllegalArgumentException e) {
            throw VolumeException.pointless(
                            Reason.UNSUPPORTED,
                            "what "
                                    + asked.portal()
                                    + " names can't be one volume's paths: "
                                    + e.getMessage(),
                            "Give the portals of the volume as lists.")
                    .causedBy(e);
        }
        if (!ways.contains(asked)) {
            trail.walkBack(IscsiSteps.of(asked, trail.steps()));
        }
        var steps = new ArrayList<>(new AttachPlan(host, operation, whole).all(ways));
        List<Step> standing = trail.steps();
        steps.removeIf(standing::contains);
        trail.add(steps);
        return whole;
    }

    private List<IscsiPath> discovered(Wish wish, IscsiPath asked) {
        Duration timeout = wish.settings().loginTimeout();
        var question = new Question(wish.ofDiscovery(), iface(asked), timeout);
        try {
            return new Discovery(host, operation.locks(), question)
                    .ways(asked, operation.deadline());
        } finally {
            // the secret goes as soon as it was used; what stays is on the trail
            Step record = IscsiSteps.discovery(asked.portal());
            trail.walkBack(trail.steps().stream().filter(record::sameThingAs).toList());
        }
    }

    private static Optional<String> iface(IscsiPath asked) {
        return Optional.of(asked.iface()).filter(name -> !name.equals(IscsiPath.DEFAULT_IFACE));
    }
}
