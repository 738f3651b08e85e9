// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.system;

import io.mortise.host.Uevent;
import io.mortise.simulator.array.StorageArray;
import io.mortise.simulator.daemons.Iscsid;
import io.mortise.simulator.daemons.Multipathd;
import io.mortise.simulator.daemons.MultipathdRequests;
import io.mortise.simulator.daemons.MultipathdSocket;
import io.mortise.simulator.daemons.Udev;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.kernel.Kernel;
import io.mortise.simulator.machine.Machine;
import io.mortise.simulator.machine.Tree;
import io.mortise.simulator.tools.Blockdev;
import io.mortise.simulator.tools.Iscsiadm;
import io.mortise.simulator.tools.Multipath;
import io.mortise.simulator.tools.MultipathdClient;
import io.mortise.simulator.tools.Surroundings;
import io.mortise.simulator.tools.Sync;
import io.mortise.simulator.tools.UnknownCalls;
import java.util.function.Supplier;

/** Debian 12 on the imagined computer: kernel, daemons and tools of one boot after the other. */
final class LinuxSystem implements Machine.Part {
    private static final String MULTIPATH_CONF =
            """
            defaults {
                user_friendly_names no
                find_multipaths no
                polling_interval 2
                max_polling_interval 4
            }
            """;

    private final StorageArray array;
    private final Supplier<Latencies> latencies;
    private final UnknownCalls unknown = new UnknownCalls();
    private Kernel kernel;
    private Iscsid iscsid;
    private Multipathd multipathd;

    LinuxSystem(StorageArray array, Supplier<Latencies> latencies) {
        this.array = array;
        this.latencies = latencies;
    }

    @Override
    public void boot(Machine machine) {
        files(machine.tree());
        kernel = new Kernel(machine, array, latencies);
        var udev = new Udev(kernel, latencies);
        iscsid = new Iscsid(kernel, array, latencies);
        multipathd = new Multipathd(kernel, udev, latencies);
        machine.announcer().listen(udev::heard);
        machine.announcer().listen(this::heard);
        iscsid.start();
        startMultipathd();
        var around = new Surroundings(kernel, iscsid, multipathd, latencies, unknown);
        machine.programs().install(new Iscsiadm(around));
        machine.programs().install(new Multipath(around));
        machine.programs().install(new MultipathdClient(around));
        machine.programs().install(new Blockdev(around));
        machine.programs().install(new Sync(around));
    }

    // not by method reference: after a reboot there is another multipathd
    private void heard(Uevent event) {
        multipathd.heard(event);
    }

    void startMultipathd() {
        if (!multipathd.running()) {
            multipathd.start(
                    new MultipathdSocket(
                            multipathd, new MultipathdRequests(multipathd, unknown::add)));
        }
    }

    Kernel kernel() {
        return kernel;
    }

    Iscsid iscsid() {
        return iscsid;
    }

    Multipathd multipathd() {
        return multipathd;
    }

    UnknownCalls unknown() {
        return unknown;
    }

    // what Debian's packages and an administrator leave on a disk, unless it is there already
    private static void files(Tree tree) {
        once(
                tree,
                "/etc/iscsi/initiatorname.iscsi",
                "InitiatorName=iqn.2004-10.com.example:lab-initiator\n");
        once(tree, "/etc/iscsi/iscsid.conf", "node.startup = manual\n");
        once(tree, "/etc/multipath.conf", MULTIPATH_CONF);
        tree.file("/run/lock/iscsi/lock", "");
        tree.file("/dev/mapper/control", "");
        tree.directory("/run/udev/data");
    }

    private static void once(Tree tree, String path, String text) {
        if (!tree.exists(path)) {
            tree.file(path, text);
        }
    }
}
