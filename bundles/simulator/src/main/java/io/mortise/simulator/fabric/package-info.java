// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * What scripts the imagined host: its targets, portals and volumes, their faults, and what other
 * users of the host do. Start with {@link io.mortise.simulator.fabric.Fabric}.
 *
 * <p>The imagined host is Debian 12 with kernel 6.1, open-iscsi 2.1.8, multipath-tools 0.9.4, udev
 * 252 and a LIO target, as they were seen in a virtual machine; its tools are held against captured
 * transcripts. It does not have:
 *
 * <ul>
 *   <li>the content of volumes: only that something was written to a device and not flushed is
 *       known, see {@link io.mortise.simulator.fabric.Fabric#damage}; no partitions, no file
 *       systems
 *   <li>CHAP, discovery, ifaces other than {@code default}, iSER, headers and digests; time-outs in
 *       a node record other than login_timeout and initial_login_retry_max
 *   <li>Fibre Channel, NVMe, local disks
 *   <li>of sysfs: power, queue, mq, integrity, trace; counters; the vda and loop devices of a real
 *       host
 *   <li>of multipath: priorities other than ALUA's active/optimized, several path groups, marginal
 *       paths, reservations, retrigger_tries, kpartx; of multipath.conf but the keywords that
 *       {@link io.mortise.simulator.fabric.Neighbour#configureMultipath} names
 *   <li>calls of tools beyond those that Mortise makes; others fail as nonsense would and are
 *       listed by {@link io.mortise.simulator.fabric.Fabric#unknownCalls}
 *   <li>dmsetup, udevadm, scsi_id, sg_inq, lsscsi, mount, umount
 * </ul>
 *
 * <p>Known to differ from the lab: records and sessions come in the order of their names, not of a
 * file system's hashes; a page read from a LUN 0 that the target answers itself is an error; an
 * unanswered login ends with exit status 8 where the real one was seen to end with 8 or 11.
 */
@Export
@Version("1.0.0")
package io.mortise.simulator.fabric;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
