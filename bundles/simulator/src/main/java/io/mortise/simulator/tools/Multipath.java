// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.daemons.Topology;
import io.mortise.simulator.kernel.DeviceMapper;
import io.mortise.simulator.kernel.DmDevice;
import io.mortise.simulator.machine.Process;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** multipath 0.9.4: flushing, listing, checking, the list of WWIDs. Not here: making maps. */
public final class Multipath extends Tool {
    private static final Map<String, String> KNOWN =
            Map.of(
                    "-f", "f", "-F", "F", "-ll", "L", "-l", "l", "-a", "a", "-w", "w", "-c", "c",
                    "-C", "C");

    public Multipath(Surroundings around) {
        super(around);
    }

    @Override
    public String name() {
        return "multipath";
    }

    @Override
    int work(Process process) {
        return dispatch(process, new Options(process.argv(), KNOWN, ""));
    }

    private int dispatch(Process process, Options options) {
        String device = options.words().isEmpty() ? "" : options.words().get(0);
        boolean one = options.unknown().isEmpty() && options.words().size() <= 1;
        if (one && options.has("L") || one && options.has("l")) {
            process.out(new Topology(around().multipathd()).print(device));
            return 0;
        }
        if (one && options.has("F")) {
            return flushAll(process);
        }
        if (one && options.has("f") && device.isEmpty()) {
            complain(process, "the -f option requires a map name to remove");
            return 1;
        }
        if (one && !device.isEmpty()) {
            return onDevice(process, options, device);
        }
        return refuse(process);
    }

    private int onDevice(Process process, Options options, String device) {
        if (options.has("f")) {
            return flush(process, device);
        }
        if (options.has("a")) {
            around().multipathd().list(device);
            process.out("wwid '" + device + "' added\n");
            return 0;
        }
        if (options.has("w")) {
            around().multipathd().unlist(device);
            process.out("wwid '" + device + "' removed\n");
            return 0;
        }
        if (options.has("c")) {
            boolean member =
                    around().kernel()
                            .disks()
                            .find(device.replaceFirst("^/dev/", ""))
                            .filter(disk -> around().multipathd().claims(disk))
                            .isPresent();
            process.out("DM_MULTIPATH_DEVICE_PATH=\"" + (member ? "1" : "0") + "\"\n");
            return member ? 0 : 1;
        }
        return options.has("C") ? check(process, device) : refuse(process);
    }

    private int refuse(Process process) {
        around().unknown().add(String.join(" ", process.argv()));
        process.err("Unknown switch: (null)\nmultipath-tools v0.9.4 (12/19, 2022)\n");
        return 1;
    }

    private int flush(Process process, String name) {
        DeviceMapper mapper = around().kernel().mapper();
        Optional<DmDevice> found = find(process, name);
        if (found.filter(DmDevice::multipath).isEmpty()) {
            if (found.isEmpty()) {
                complain(
                        process,
                        "libdevmapper: ioctl/libdm-iface.c(1980): device-mapper: table ioctl on "
                                + name
                                + "  failed: No such device or address");
            }
            complain(process, name + " is not a multipath device");
            return 1;
        }
        if (!mapper.flush(found.get())) {
            complain(process, found.get().name() + ": map in use");
            return 1;
        }
        return 0;
    }

    private int flushAll(Process process) {
        int status = 0;
        for (DmDevice device : List.copyOf(around().kernel().mapper().all())) {
            if (device.multipath()) {
                status = Math.max(status, flush(process, device.name()));
            }
        }
        return status;
    }

    private int check(Process process, String name) {
        Optional<DmDevice> found = find(process, name).filter(DmDevice::multipath);
        if (found.isEmpty()) {
            complain(process, "get_udev_device: failed to look up " + name + " with type 3");
            return 1;
        }
        found.get()
                .paths()
                .forEach(
                        disk ->
                                complain(
                                        process,
                                        found.get().name() + ": adding new path " + disk.name()));
        boolean usable = found.get().activePaths() > 0;
        if (!usable) {
            complain(process, name + ": no usable paths found");
        }
        return usable ? 0 : 1;
    }

    private Optional<DmDevice> find(Process process, String name) {
        String last =
                name.startsWith("/") ? process.machine().tree().realPath(name).orElse(name) : name;
        return around().kernel().mapper().find(last.substring(last.lastIndexOf('/') + 1));
    }

    // the daemon's library puts the time since boot before what it has to say
    private static void complain(Process process, String what) {
        double seconds = process.machine().timeline().nanos() / 1e9;
        process.err(String.format(Locale.ROOT, "%.6f | %s\n", seconds, what));
    }
}
