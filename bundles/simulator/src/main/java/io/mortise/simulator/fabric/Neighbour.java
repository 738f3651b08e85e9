// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.fabric;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What others do on the host: an administrator with sessions of his own, programs that use a
 * device, tools that died. Devices are named as in {@code /dev}: {@code sda}, {@code dm-0}.
 * Thread-safe; what can't be done on the host as it is now is an {@link IllegalStateException}.
 */
@ProviderType
public interface Neighbour {
    /**
     * A session somebody else opened, with a node record as discovery leaves it; up at once.
     *
     * @return its session id
     */
    int login(Portal portal);

    /** One more session through a portal to which there is one, as open-iscsi makes if told to. */
    int loginAgain(Portal portal);

    /** Closes a session as {@code iscsiadm --logout} would; its disks go, its record stays. */
    void logout(int session);

    /**
     * Makes the disk of a LUN on a session, as a write to the host's {@code scan} would; there at
     * once.
     *
     * @return its name, {@code sdX}
     */
    String scan(int session, int lun);

    /** Mounts a device at a mount point; it is in use until unmounted. */
    void mount(String device, String mountPoint);

    /** Mounts a device where only a process with a mount namespace of its own sees it. */
    void mount(String device, String mountPoint, User user);

    /** Ends a mount; what was written is on the volume before it returns. */
    void unmount(String mountPoint);

    /** Swaps to a device. */
    void swapOn(String device);

    /** Ends swapping to a device. */
    void swapOff(String device);

    /**
     * Something in the kernel takes a device for itself alone and shows it neither as a mount nor
     * as a device above it, as ZFS does, and btrfs with all disks of a file system but the first.
     */
    void claim(String device);

    /** Ends that; what was written is on the volume before it returns. */
    void release(String device);

    /** A process opens the device file and keeps it open. */
    void open(String device, User user);

    /** All that the process has open is closed. */
    void close(User user);

    /**
     * Builds a device-mapper device on top of a map or a disk, as LVM or cryptsetup do.
     *
     * @param name its name below {@code /dev/mapper}
     * @param uuid its device-mapper uuid, {@code CRYPT-LUKS2-...} or {@code LVM-...}
     * @return its kernel name, {@code dm-N}
     */
    String stack(String device, String name, String uuid);

    /** Takes a stacked device away. */
    void unstack(String name);

    /** Holds back the I/O of a device-mapper device, as {@code dmsetup suspend} does. */
    void suspend(String name);

    /**
     * Lets a device be written to, as {@code blockdev --setrw} does, and as kernels before 5.12 do
     * by themselves to one that was made read-only, when a map is loaded anew or a disk read anew.
     */
    void makeWritable(String device);

    /** Writes data to a device and does not flush it. */
    void write(String device);

    /**
     * Leaves open-iscsi's lock behind, as an iscsiadm does that is killed while it changes records.
     */
    void leaveStaleLock();

    /**
     * Writes {@code /etc/multipath.conf}; multipathd obeys it from now on, maps that are there
     * stay. Of its keywords find_multipaths, user_friendly_names, polling_interval,
     * max_polling_interval and no_path_retry are obeyed, wherever they stand; in {@code blacklist}
     * wwid, devnode and a device's vendor; in {@code multipaths} wwid and alias. One keyword a
     * line. With smart udev marks a new disk as a path at once; it never takes the mark back, as
     * the real one does after find_multipaths_timeout.
     */
    void configureMultipath(String text);

    /** Ends multipathd: its socket goes away, nothing is checked, no map is made. */
    void stopMultipathd();

    /** Starts multipathd again; it takes over the maps and paths that are there. */
    void startMultipathd();

    /** Ends iscsid: logins fail with exit status 20, nothing reconnects. Sessions stay. */
    void stopIscsid();

    /** Starts iscsid again; it takes over the sessions that are there. */
    void startIscsid();
}
