// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.scsi;

import io.mortise.itests.fuzz.GivenHost;
import io.mortise.itests.fuzz.Must;
import java.util.Map;

/** Processes below {@code /proc}: anybody may call his own as he likes. */
public final class ProcessTarget {
    private static final Map<String, String> DEVICES = Map.of("8:0", "sda", "253:3", "dm-3");

    private ProcessTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var host = new GivenHost(data);
        var search = new ProcessSearch(host.files(), DEVICES);
        search.search(host.deadline());
        for (Use use : search.found()) {
            Must.hold(DEVICES.containsValue(use.device()), "a device that was not asked about");
            Must.readable(use.describe());
        }
    }
}
