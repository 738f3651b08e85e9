// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.Shown;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.host.Inquiries;
import io.mortise.host.Written;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The SCSI disks of a host, from sysfs: finds, scans, measures and deletes them. What is not in
 * sysfs is an empty answer; what can't be read is a {@link io.mortise.host.HostFailure}.
 * Thread-safe.
 */
public final class Disks {
    private static final String DEVICES = "/sys/class/scsi_device/";
    private static final String BLOCK = "/sys/class/block/";
    private static final int SECTOR = 512;
    // drivers/scsi/sd.c, sd_probe: TYPE_DISK, TYPE_MOD, TYPE_RBC, TYPE_ZBC
    private static final Set<Integer> DISK_TYPES = Set.of(0x00, 0x07, 0x0e, 0x14);

    private final HostFiles files;
    private final Inquiries inquiries;

    public Disks(Host host) {
        this.files = host.files();
        this.inquiries = host.inquiries();
    }

    /**
     * Has the kernel look for exactly one LUN. Sends a few SCSI commands, so it can take as long as
     * the transport takes to give up.
     *
     * @return ABSENT if there is no such SCSI host
     */
    public Written scan(Hctl address, Deadline deadline) {
        return files.write(scanOf(address.host()), scanText(address), deadline);
    }

    /**
     * Whether the kernel has not answered a scan of a SCSI host for so long that it was left to
     * itself. Until it does, another scan waits in the kernel, and so does whatever takes that SCSI
     * host away.
     */
    public boolean scanning(int host) {
        return !files.unanswered(scanOf(host)).isEmpty();
    }

    /**
     * Whether a disk may still come at an address: of such a scan, or of one that was answered,
     * which the kernel does once there is a SCSI device. It makes a disk of that afterwards.
     */
    public boolean mayCome(Hctl address) {
        return files.unanswered(scanOf(address.host())).contains(scanText(address))
                || isBeingMade(address);
    }

    private boolean isBeingMade(Hctl address) {
        return find(address).isEmpty()
                && files.readBytes(device(address) + "/inquiry").filter(Disks::isDisk).isPresent();
    }

    // an enclosure is no disk, nor is a LUN that the target has not connected (SPC)
    private static boolean isDisk(byte[] inquiry) {
        return inquiry.length > 0 && DISK_TYPES.contains(inquiry[0] & 0xff);
    }

    /**
     * Whether the kernel is taking away what was in a folder of its own, and is not found at its
     * address any more. Until it has, it holds the SCSI host as for {@link #scanning}.
     */
    public boolean isGoing(Hctl address, String folder) {
        return !files.exists(DEVICES + address) && files.exists(folder);
    }

    /** The kernel's own folder of a disk; empty if it is gone. */
    public Optional<String> folder(Disk disk) {
        return files.realPath(device(disk.address()));
    }

    /**
     * Whether all of a disk has gone; it is not {@link #present} long before.
     *
     * @param folder what {@link #folder} said while it was there
     */
    public boolean gone(Disk disk, Optional<String> folder) {
        return !present(disk)
                && (folder.filter(files::exists).isEmpty() || find(disk.address()).isPresent());
    }

    private static String scanOf(int host) {
        return "/sys/class/scsi_host/host" + host + "/scan";
    }

    private static String scanText(Hctl address) {
        return address.channel()
                + " "
                + address.target()
                + " "
                + Long.toUnsignedString(address.lun());
    }

    /** The disk at an address; empty if none is there, or none yet. */
    public Optional<Disk> find(Hctl address) {
        return files.list(device(address) + "/block").stream()
                .flatMap(name -> Disk.ifSo(name, address).stream())
                .findFirst();
    }

    /** The disk of that name ({@code sdX}); empty if it is gone or no SCSI disk. */
    public Optional<Disk> named(String name) {
        return files.readLink(BLOCK + name + "/device")
                .map(link -> link.substring(link.lastIndexOf('/') + 1))
                .flatMap(Hctl::ifSo)
                .flatMap(address -> Disk.ifSo(name, address));
    }

    /** All disks of one SCSI host, by address. */
    public List<Disk> ofHost(int host) {
        return at(address -> address.host() == host);
    }

    /** All disks, by address. */
    public List<Disk> all() {
        return at(address -> true);
    }

    private List<Disk> at(Predicate<Hctl> wanted) {
        return files.list(DEVICES).stream()
                .flatMap(name -> Hctl.ifSo(name).stream())
                .filter(wanted)
                .sorted()
                .flatMap(address -> find(address).stream())
                .toList();
    }

    /** The kernel's word: {@code running}, {@code offline}, {@code blocked}, ...; "" if gone. */
    public String state(Disk disk) {
        return files.read(device(disk.address()) + "/state").map(String::strip).orElse("");
    }

    /** Whether that name is still that address. */
    public boolean present(Disk disk) {
        return find(disk.address()).equals(Optional.of(disk));
    }

    /** The size of any block device, {@code sdX} or {@code dm-N}, in bytes; 0 if gone. */
    public long sizeBytes(String blockName) {
        return files.read(BLOCK + blockName + "/size")
                .map(text -> sectors(blockName, text.strip()) * SECTOR)
                .orElse(0L);
    }

    /** How large a disk itself says it is now; empty if it did not answer, or is gone. */
    public OptionalLong capacityBytes(Disk disk, Deadline deadline) {
        OptionalLong answer = inquiries.capacityBytes(disk.name(), deadline);
        // the name may be another disk's by the time of the answer
        return present(disk) ? answer : OptionalLong.empty();
    }

    /**
     * Has the kernel read a disk's size and identity anew, if name and address still belong
     * together. Only for a disk that is proven to be the one that is meant: where another volume
     * sits by now, what stands on the disk would be given that one.
     *
     * @return ABSENT if it is gone, or another sits there by now
     */
    public Written rescan(Disk disk, Deadline deadline) {
        if (!present(disk)) {
            return Written.ABSENT;
        }
        return files.write(device(disk.address()) + "/rescan", "1", deadline);
    }

    /** Whether the kernel refuses writes to a block device. */
    public boolean readOnly(String blockName) {
        return files.read(BLOCK + blockName + "/ro").map(String::strip).orElse("0").equals("1");
    }

    /**
     * Takes a disk away from the kernel, if name and address still belong together. It is gone when
     * {@link #gone} says so.
     *
     * @return ABSENT if it is gone, or another sits there by now
     */
    public Written delete(Disk disk, Deadline deadline) {
        if (!present(disk)) {
            return Written.ABSENT;
        }
        return files.write(device(disk.address()) + "/delete", "1", deadline);
    }

    /**
     * Has udev's rules run again for a disk.
     *
     * @return ABSENT if it is gone, or another sits there by now
     */
    public Written announce(Disk disk, Deadline deadline) {
        if (!present(disk)) {
            return Written.ABSENT;
        }
        return files.write(BLOCK + disk.name() + "/uevent", "change", deadline);
    }

    // an answer that is no size is none, and above all not zero
    private static long sectors(String blockName, String text) {
        if (!text.matches("\\d{1,15}")) {
            throw new HostFailure(
                    HostFailure.Kind.GARBLED,
                    "reading the size of " + Shown.plain(blockName, 40),
                    "it is " + Shown.of(text));
        }
        return Long.parseLong(text);
    }

    private static String device(Hctl address) {
        return DEVICES + Objects.requireNonNull(address, "address") + "/device";
    }
}
