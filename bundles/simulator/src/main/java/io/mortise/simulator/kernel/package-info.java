// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The room of the imagined kernel: iSCSI sessions, SCSI disks, device-mapper devices, who uses
 * them, and how all that looks below /sys, /dev and /proc.
 *
 * <p>Left out: power, queue, mq, integrity and trace folders of sysfs, partitions, other buses, and
 * the content of block devices (only that something was written and not flushed is known).
 */
package io.mortise.simulator.kernel;
