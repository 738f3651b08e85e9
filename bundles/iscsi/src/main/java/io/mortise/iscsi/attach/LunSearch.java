// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.SerialNumber;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.Signal;
import io.mortise.host.Uevent;
import io.mortise.host.Written;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Hctl;
import io.mortise.scsi.Identity;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** The search for the disk of one path on its session: scans exactly its LUN, and proves it. */
final class LunSearch {
    private static final Duration BEAT = Duration.ofMillis(25);
    private static final Duration AFTER_LAST_SCAN = Duration.ofSeconds(1);
    private static final Duration IDENTITY = Duration.ofSeconds(10);
    private static final Duration ONCE_MORE = Duration.ofSeconds(1);

    /** The kernel's own notice of a new disk; udev's come much later, on each disk several. */
    private static final Predicate<Uevent> NEW_DISK =
            event ->
                    event.source() == Uevent.Source.KERNEL
                            && event.action().equals("add")
                            && event.subsystem().equals("block");

    private final Job job;
    private final Disks disks;
    private final Identity identity;
    private final DiskSearch search;
    private final Signal found;

    LunSearch(Job job) {
        Host host = job.host();
        this.job = job;
        this.disks = new Disks(host);
        this.identity = new Identity(host);
        this.search = new DiskSearch(host);
        this.found = host.tasks().signal("disk found");
    }

    /** Ends with the path up or down, and with the session given back to who may close it. */
    @SuppressWarnings("try") // the lock is only to be held
    void look(IscsiPath path, Session session, Held use) {
        Progress progress = job.progress();
        try (use) {
            progress.up(find(path, awaitUp(path, session)));
        } catch (VolumeException failure) {
            progress.down(path, failure.reason(), failure.getMessage());
        } catch (HostFailure failure) {
            progress.down(path, Reason.HOST_FAILED, failure.getMessage());
        } finally {
            if (progress.pending(path)) {
                progress.down(path, Reason.INTERNAL, "the search for the disk broke off");
            }
        }
    }

    // of a session that somebody else opens at this moment, or that is being mended
    private Session awaitUp(IscsiPath path, Session session) {
        if (session.up()) {
            return session;
        }
        IscsiSettings settings = job.wish().settings();
        var sessions = new IscsiSessions(job.host());
        Deadline limit =
                job.patience()
                        .atMost(
                                settings.loginTimeout()
                                        .multipliedBy(settings.loginAttempts())
                                        .plus(AFTER_LAST_SCAN));
        Optional<Session> up =
                limit.await(
                        found,
                        BEAT,
                        () ->
                                sessions.look(path.target())
                                        .find(session.name())
                                        .filter(Session::up));
        return up.orElseThrow(
                () ->
                        VolumeException.passing(
                                Reason.PORTAL_UNREACHABLE,
                                session.describe()
                                        + " to "
                                        + session.name()
                                        + " was there and did not come up",
                                "See whether the portal works."));
    }

    private Up find(IscsiPath path, Session session) {
        Hctl address = search.address(session, path.lun());
        Optional<Disk> before = disks.find(address);
        if (before.isPresent() && !stale(path, before.get())) {
            new DirectUse(job).none(path, before.get());
            return up(path, before.get(), live(before.get()));
        }
        before.ifPresent(disk -> new StaleDisk(job).remove(path, disk));
        Disk disk = scan(path, session, address);
        Optional<Wwid> ours = identity.remembered(disk);
        Optional<Wwid> wwid = ours.isPresent() ? ours : live(disk);
        return up(path, disk, wwid);
    }

    // the caller's serial number is held against what the disk says itself, never what is
    // remembered
    private Up up(IscsiPath path, Disk disk, Optional<Wwid> wwid) {
        Optional<SerialNumber> expected = job.wish().traits().expectedSerial();
        if (expected.isEmpty()) {
            return new Up(path, disk, wwid, Optional.empty());
        }
        // one answer that takes too long, as on a crowded host, is not the last word
        Deadline limit = job.patience().atMost(IDENTITY);
        Optional<SerialNumber> serial =
                limit.await(found, ONCE_MORE, () -> identity.serial(disk, limit));
        if (serial.isEmpty()) {
            throw VolumeException.passing(
                    Reason.IDENTITY_UNKNOWN,
                    disk
                            + " of "
                            + path
                            + " did not state its serial number, which should be "
                            + expected.get(),
                    "See whether the portal works, or attach without expected_serial.");
        }
        return new Up(path, disk, wwid, serial);
    }

    // what the kernel remembers of a disk may be of another volume, which had the LUN before
    private boolean stale(IscsiPath path, Disk disk) {
        Optional<Wwid> live = live(disk);
        job.progress().answered(path, live);
        Optional<Wwid> remembered = identity.remembered(disk);
        if (live.isEmpty() && remembered.isPresent()) {
            throw VolumeException.passing(
                    Reason.IDENTITY_UNKNOWN,
                    disk + " of " + path + " was there before and does not answer what it is now",
                    "See whether the portal works.");
        }
        return !live.equals(remembered);
    }

    private Optional<Wwid> live(Disk disk) {
        return identity.live(disk, job.patience().atMost(IDENTITY));
    }

    @SuppressWarnings("try") // the subscription is only to be closed
    private Disk scan(IscsiPath path, Session session, Hctl address) {
        int attempts = job.wish().settings().deviceScanAttempts();
        try (Held events = job.host().uevents().subscribe(NEW_DISK, found)) {
            for (int attempt = 0; attempt < attempts; attempt++) {
                Duration wait =
                        attempt == attempts - 1
                                ? AFTER_LAST_SCAN
                                : Duration.ofSeconds(1L << attempt);
                scanOnce(path, session, address);
                Optional<Disk> disk = await(address, job.patience().atMost(wait));
                if (disk.isPresent()) {
                    return disk.get();
                }
                if (job.patience().passed()) {
                    break;
                }
            }
        }
        if (disks.mayCome(address)) {
            throw VolumeException.passing(
                    Reason.HOST_FAILED,
                    "the kernel has found %s for %s, and has made no disk of it yet"
                            .formatted(address, path),
                    "See the kernel's log.");
        }
        throw VolumeException.passing(
                Reason.LUN_NOT_FOUND,
                "no disk came up for " + path + " at " + address,
                "See whether the array exports the LUN to this host's initiator name.");
    }

    private Optional<Disk> await(Hctl address, Deadline deadline) {
        return deadline.await(found, BEAT, () -> whole(address));
    }

    private Optional<Disk> whole(Hctl address) {
        try {
            return disks.find(address).filter(disk -> disks.sizeBytes(disk.name()) > 0);
        } catch (HostFailure halfMade) {
            // it is being made at this moment, so look again
            return Optional.empty();
        }
    }

    private void scanOnce(IscsiPath path, Session session, Hctl address) {
        if (job.patience().passed()) {
            throw VolumeException.passing(
                    Reason.TIMED_OUT,
                    "the scan of " + address + " for " + path + " was not begun in time",
                    "See how long the login took.");
        }
        new FreeHost(job).await(path, session, address);
        job.scanned().add(address);
        // the kernel goes on with it, whoever waits
        Written written = disks.scan(address, job.patience());
        if (written != Written.DONE) {
            throw VolumeException.passing(
                    Reason.HOST_FAILED,
                    "scanning "
                            + address
                            + " for "
                            + path
                            + ": "
                            + switch (written) {
                                case ABSENT -> "the session is gone";
                                case REFUSED -> "the kernel refused";
                                default -> "no answer, " + session.describe();
                            },
                    "See the kernel's log.");
        }
    }
}
