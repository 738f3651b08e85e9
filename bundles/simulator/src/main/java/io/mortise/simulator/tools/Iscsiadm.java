// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.daemons.IscsiStatus;
import io.mortise.simulator.machine.Process;
import java.util.HashMap;
import java.util.Map;

/**
 * iscsiadm 2.1.8: records and sessions. Not here: discovery that keeps records, ifaces, host mode,
 * flash nodes, rescan, statistics; {@code -I} other than {@code default} matches nothing.
 */
public final class Iscsiadm extends Tool {
    private static final Map<String, String> KNOWN = known();

    public Iscsiadm(Surroundings around) {
        super(around);
    }

    @Override
    public String name() {
        return "iscsiadm";
    }

    @Override
    int work(Process process) {
        return dispatch(process, new Options(process.argv(), KNOWN, "mTponvrPIt"));
    }

    private int dispatch(Process process, Options options) {
        if (options.has("V") && options.only("V")) {
            process.out("iscsiadm version 2.1.8\n");
            return IscsiStatus.SUCCESS;
        }
        String mode = options.value("m").orElse("");
        boolean known = options.unknown().isEmpty() && options.words().isEmpty();
        if (known && mode.equals("node") && options.only("mTponvluWPI")) {
            return new NodeMode(around(), process, options).run();
        }
        if (known && mode.equals("session") && options.only("mruP")) {
            return new SessionMode(around(), process, options).run();
        }
        boolean discovery = mode.equals("discovery") || mode.equals("discoverydb");
        if (known && discovery && options.only("mtpIoD") && SendTargets.meant(options)) {
            return new SendTargets(around(), process, options).run();
        }
        around().unknown().add(String.join(" ", process.argv()));
        process.err("Try `iscsiadm --help' for more information.\n");
        return IscsiStatus.INVALID;
    }

    private static Map<String, String> known() {
        Map<String, String> known = new HashMap<>();
        String[][] spellings = {
            {"m", "mode"}, {"T", "targetname"}, {"p", "portal"}, {"o", "op"}, {"n", "name"},
            {"v", "value"}, {"l", "login"}, {"u", "logout"}, {"r", "sid"}, {"P", "print"},
            {"W", "no_wait"}, {"t", "type"}, {"D", "discover"}, {"V", "version"}, {"I", "interface"}
        };
        for (String[] pair : spellings) {
            known.put("-" + pair[0], pair[0]);
            known.put("--" + pair[1], pair[0]);
        }
        return known;
    }
}
