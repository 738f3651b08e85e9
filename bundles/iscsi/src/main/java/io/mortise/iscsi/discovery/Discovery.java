// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.discovery;

import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Portal;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.iscsi.node.Credentials;
import io.mortise.iscsi.node.DiscoveryRecords;
import io.mortise.iscsi.node.Iscsiadm;
import io.mortise.iscsi.node.Iscsiadm.Ended;
import io.mortise.iscsi.node.IscsiadmStatus;
import io.mortise.spi.Locks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Asks the portal of a path for all ways to its volume. Neither node records nor discovery's
 * records of others are touched; ours, with the credentials, is to be taken away afterwards by
 * undoing the step that was journalled before.
 */
public final class Discovery {
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Host host;
    private final Locks locks;
    private final Question question;

    /**
     * How to ask.
     *
     * @param credentials for the question
     * @param iface of open-iscsi, if not the default one
     * @param timeout of one attempt to connect
     */
    public record Question(Credentials credentials, Optional<String> iface, Duration timeout) {}

    public Discovery(Host host, Locks locks, Question question) {
        this.host = host;
        this.locks = locks;
        this.question = question;
    }

    /** The lock under which discovery's record of a portal is written and used. */
    public static String lock(Portal portal) {
        return "iscsi-discovery " + portal;
    }

    /**
     * All ways to the volume of a path: through the portals that its target has, or through those
     * of all targets where the array has a target for each.
     *
     * @throws VolumeException PORTAL_UNREACHABLE, AUTHENTICATION_FAILED, LOGIN_REFUSED if the
     *     portal does not name the target, and others
     */
    public List<IscsiPath> ways(IscsiPath path, Deadline deadline) {
        List<Offer> offers = Offer.parse(answer(path, deadline));
        List<Offer> ways = Offer.to(path.target(), offers);
        if (ways.isEmpty()) {
            throw VolumeException.passing(
                    Reason.LOGIN_REFUSED,
                    "%s does not name %s to this host (it names %d ways to others)"
                            .formatted(path.portal(), path.target(), offers.size()),
                    "See whether the array exports the volume to this host's initiator name, and"
                            + " whether that portal is one of its own.");
        }
        if (ways.size() > IscsiConnection.MOST_PATHS) {
            throw VolumeException.pointless(
                    Reason.UNSUPPORTED,
                    "discovery at %s names %d ways to %s, more than the %d that a volume may have"
                            .formatted(
                                    path.portal(),
                                    ways.size(),
                                    path.target(),
                                    IscsiConnection.MOST_PATHS),
                    "Give the portals of the volume that are to be used.");
        }
        return ways.stream()
                .map(way -> new IscsiPath(way.portal(), way.target(), path.lun(), path.iface()))
                .toList();
    }

    /**
     * The tag of the portal group that the target of a path has at its portal.
     *
     * @throws VolumeException as {@link #ways}
     */
    public int tag(IscsiPath path, Deadline deadline) {
        return Offer.tag(path.portal(), path.target(), answer(path, deadline))
                .orElseThrow(
                        () ->
                                VolumeException.passing(
                                        Reason.LOGIN_REFUSED,
                                        path.portal()
                                                + " does not tell this host which portal group "
                                                + path.target()
                                                + " has there",
                                        "Use one iface for that portal, or have a discovery make its"
                                                + " records."));
    }

    private String answer(IscsiPath path, Deadline deadline) {
        Ended ended = ask(path.portal(), deadline);
        if (ended.status() != IscsiadmStatus.SUCCESS) {
            throw failed(path.portal(), ended);
        }
        if (ended.command().cut()) {
            throw VolumeException.pointless(
                    Reason.TOOL_FAILED,
                    "discovery at " + path.portal() + " printed more than 1 MiB, and was cut off",
                    "Give all portals of the volume, for which nothing has to be discovered.");
        }
        return ended.command().out();
    }

    @SuppressWarnings("try") // the lock is only to be held
    private Ended ask(Portal portal, Deadline deadline) {
        var records = new DiscoveryRecords(host);
        var iscsiadm = new Iscsiadm(host);
        if (question.credentials().none()) {
            records.await(deadline);
            return iscsiadm.discover(portal, question.iface(), limit(deadline));
        }
        try (Held alone = locks.hold(lock(portal), Access.EXCLUSIVE, deadline)) {
            records.write(portal, question.credentials(), question.timeout(), deadline);
            return iscsiadm.discoverByRecord(portal, question.iface(), limit(deadline));
        }
    }

    private Deadline limit(Deadline deadline) {
        return deadline.atMost(question.timeout().plus(MARGIN));
    }

    private VolumeException failed(Portal portal, Ended ended) {
        Reason reason = reason(ended.status());
        String what = "discovery at " + portal + " failed: ";
        String said = ended.command().describe().replaceAll("\\s+", " ");
        if (reason == Reason.AUTHENTICATION_FAILED) {
            String why =
                    question.credentials().none()
                            ? "the portal asks for credentials, and none were given: "
                            : "the portal refuses "
                                    + question.credentials()
                                    + (question.credentials().mutual()
                                            ? ", or does not prove itself: "
                                            : ": ");
            return VolumeException.pointless(
                    reason,
                    what + why + said,
                    "Give the name and secret that the array has for discovery"
                            + " (discovery_auth_username, discovery_auth_password).");
        }
        return VolumeException.passing(
                reason,
                what + said,
                "See whether the portal answers, or give all portals of the volume, for which"
                        + " nothing has to be discovered.");
    }

    // seen with 2.1.8: 11 for a closed port and a silent portal alike, 19 for one that takes the
    // connection and says nothing, and where the target does not prove itself
    private Reason reason(IscsiadmStatus status) {
        return switch (status) {
            case LOGIN_AUTHENTICATION -> Reason.AUTHENTICATION_FAILED;
            case FATAL_LOGIN ->
                    question.credentials().none()
                            ? Reason.PORTAL_UNREACHABLE
                            : Reason.AUTHENTICATION_FAILED;
            case TRANSPORT, TRANSPORT_TIMEOUT, PDU_TIMEOUT, KILLED -> Reason.PORTAL_UNREACHABLE;
            case ISCSID_COMMUNICATION, ISCSID_NOT_CONNECTED, NOT_STARTED -> Reason.TOOL_MISSING;
            case LOGIN -> Reason.LOGIN_REFUSED;
            default -> Reason.TOOL_FAILED;
        };
    }
}
