// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.host.Uevent;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings a map about for disks of one identity, and waits for it. Thread-safe.
 *
 * <p>multipathd makes a map by itself of the first disk that udev is through with, and lets the
 * others wait until udev is through with the map too. Telling it {@code add path} for each disk as
 * soon as udev has its identity, and {@code add map} after the last, has all of them in the map at
 * once. {@code add map} also makes maps of what {@code find_multipaths} would pass over
 * (coalesce_paths with a WWID; multipath-tools 0.6 to 0.9.9), so no WWID has to be made known
 * before.
 */
public final class MapAssembly {
    private static final Duration BEAT = Duration.ofMillis(40);
    private static final Duration RESUMED = Duration.ofSeconds(10);

    private final Host host;

    public MapAssembly(Host host) {
        this.host = host;
    }

    /**
     * Waits until every wanted disk is an active or failed path of the map of that identity and
     * enough are active, or the grace after enough is over, or the deadline has passed; has
     * multipathd make or complete the map as soon as it can. Can be called again when further disks
     * have come. The caller has proven that the disks carry the identity.
     *
     * @return what there is at the end; also if no map formed
     * @throws VolumeException TOOL_MISSING if multipathd does not run, TOOL_FAILED if at the end
     *     the state of the paths can't be learned
     */
    @SuppressWarnings("try") // the subscription is only to be closed
    public Formed form(Wwid wwid, MapWanted wanted, Deadline deadline) {
        Signal changed = host.tasks().signal("map of " + wwid);
        var assembling = new Assembling(host, wwid, wanted, deadline);
        try (Held subscription = host.uevents().subscribe(concerning(wwid, wanted), changed)) {
            return deadline.await(changed, BEAT, assembling::advance)
                    .orElseGet(assembling::conclude);
        }
    }

    /**
     * Waits until I/O can be sent to a map; one that stays suspended for longer than a change of
     * its table takes is resumed.
     *
     * @return the map as it is then
     * @throws VolumeException MAP_NOT_FORMED if it is still suspended after ten seconds, or at the
     *     deadline; TOOL_MISSING if multipathd would be needed and does not run
     */
    public DmMap resumed(DmMap map, Deadline deadline) {
        var daemon = new MultipathDaemon(host);
        var devices = new MultipathDevices(host);
        var resumption = new Resumption(daemon);
        Deadline limit = deadline.atMost(RESUMED);
        Signal never = host.tasks().signal("I/O of " + map.name());
        Optional<DmMap> now =
                limit.await(
                        never,
                        BEAT,
                        () ->
                                devices.named(map.device())
                                        .filter(m -> !resumption.due(m, limit))
                                        .filter(m -> !m.suspended()));
        if (now.isEmpty()) {
            resumption.refuse(map);
        }
        return now.orElse(map);
    }

    // of a map's many events those that may follow a change of its table
    static Predicate<Uevent> concerning(Wwid wwid, MapWanted wanted) {
        String uuid = DmMap.PREFIX + wwid;
        return event -> {
            if (!event.subsystem().equals("block")) {
                return false;
            }
            boolean kernel = event.source() == Uevent.Source.KERNEL;
            if (event.name().startsWith("dm-")) {
                return kernel
                        ? event.action().equals("change")
                        : uuid.equals(event.properties().get("DM_UUID"));
            }
            return !kernel && wanted.disks().contains(event.name());
        };
    }
}
