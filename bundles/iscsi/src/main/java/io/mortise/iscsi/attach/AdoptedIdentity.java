// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.KnownDevice;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Identity;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDevices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which volume it is that somebody else attached, and whether that is the one which is meant. */
final class AdoptedIdentity {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Host host;
    private final VolumeTraits traits;
    private final KnownDevice known;
    private final Deadline deadline;
    private final MultipathDevices devices;

    AdoptedIdentity(Host host, VolumeTraits traits, KnownDevice known, Deadline deadline) {
        this.host = host;
        this.traits = traits;
        this.known = known;
        this.deadline = deadline;
        this.devices = new MultipathDevices(host);
    }

    /**
     * What the disks answer; of those that don't, what they were found as.
     *
     * @return empty if there is no disk, and no map that lost all of them
     */
    Optional<Wwid> of(List<LiveWay> disks) {
        if (disks.isEmpty()) {
            return known.wwid().or(traits::expectedWwid).filter(this::hasMapWithoutPaths);
        }
        Wwid wwid = one(disks);
        meant(wwid);
        meantBySerial(disks);
        disks.forEach(way -> aboveIs(wwid, way));
        return Optional.of(wwid);
    }

    private boolean hasMapWithoutPaths(Wwid wwid) {
        return devices.byWwid(wwid).filter(map -> map.slaves().isEmpty()).isPresent();
    }

    private static Wwid one(List<LiveWay> disks) {
        LiveWay first =
                disks.stream()
                        .filter(way -> way.live().isPresent())
                        .findFirst()
                        .or(
                                () ->
                                        disks.stream()
                                                .filter(way -> way.remembered().isPresent())
                                                .findFirst())
                        .orElseThrow(
                                () ->
                                        VolumeException.passing(
                                                Reason.IDENTITY_UNKNOWN,
                                                "nothing tells which volume %s is"
                                                        .formatted(disks.get(0).path()),
                                                "See whether its paths work."));
        Wwid wwid = first.live().or(first::remembered).orElseThrow();
        for (LiveWay way : disks) {
            if (!way.is(wwid)) {
                throw Adoption.foreign(
                        "paths lead to different volumes: %s to %s, %s to %s"
                                .formatted(
                                        first.path(),
                                        wwid,
                                        way.path(),
                                        way.live()
                                                .or(way::remembered)
                                                .map(Wwid::text)
                                                .orElse("a disk without identity")));
            }
        }
        return wwid;
    }

    private void meant(Wwid wwid) {
        for (Optional<Wwid> told : List.of(known.wwid(), traits.expectedWwid())) {
            if (told.isPresent() && !told.get().equals(wwid)) {
                throw Adoption.foreign(
                        "the paths lead to volume %s, not to %s".formatted(wwid, told.get()));
            }
        }
        // the number of a dm node is given to others, so a path counts only where it is all there
        // is
        if (known.wwid().isEmpty()) {
            known.path()
                    .flatMap(this::behind)
                    .filter(other -> !other.equals(wwid))
                    .ifPresent(
                            other -> {
                                throw Adoption.foreign(
                                        "%s is volume %s, but the paths lead to volume %s"
                                                .formatted(known.path().get(), other, wwid));
                            });
        }
    }

    // all that answer are one volume by now, so one of them that tells its serial number is enough
    private void meantBySerial(List<LiveWay> disks) {
        List<LiveWay> answering = disks.stream().filter(way -> way.live().isPresent()).toList();
        if (traits.expectedSerial().isEmpty() || answering.isEmpty()) {
            return;
        }
        List<LiveWay> telling = answering.stream().filter(way -> way.serial().isPresent()).toList();
        var sameness = new Sameness(traits);
        telling.forEach(way -> sameness.serial(way.path().toString(), way.serial()));
        if (telling.isEmpty()) {
            throw VolumeException.passing(
                    Reason.IDENTITY_UNKNOWN,
                    "%s does not tell its serial number, which should be %s"
                            .formatted(answering.get(0).path(), traits.expectedSerial().get()),
                    "See whether its paths work; if the volume has none, do not ask for it.");
        }
    }

    private Optional<Wwid> behind(String path) {
        String name =
                host.files()
                        .realPath(path)
                        .map(real -> real.substring(real.lastIndexOf('/') + 1))
                        .orElse("");
        Optional<DmMap> map = devices.named(name);
        if (map.isPresent()) {
            return map.map(DmMap::wwid);
        }
        var identity = new Identity(host);
        Optional<Disk> disk = new Disks(host).named(name);
        return disk.flatMap(d -> identity.live(d, deadline.atMost(ANSWER)))
                .or(() -> disk.flatMap(identity::remembered));
    }

    // the map keeps the identity that its paths had when it was made
    private void aboveIs(Wwid wwid, LiveWay way) {
        Optional<DmMap> above = way.disk().flatMap(disk -> devices.holding(disk.name()));
        if (above.isPresent() && !above.get().wwid().equals(wwid)) {
            throw Adoption.foreign(
                    "%s leads to volume %s, but is a path of map %s of volume %s"
                            .formatted(way.path(), wwid, above.get().name(), above.get().wwid()));
        }
    }
}
