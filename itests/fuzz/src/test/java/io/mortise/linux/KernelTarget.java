// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.linux;

import io.mortise.host.Uevent;
import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;

/** What the kernel, udev and disks send: notices, pages, capacities; and the search path. */
public final class KernelTarget {
    private KernelTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        UeventMessage.parse(data).ifPresent(KernelTarget::notice);
        int stated = VpdPage.statedLength(data);
        Must.hold(stated >= 0 && stated <= 65539, "a length of " + stated);
        VpdPage.cut(data, 0x83).ifPresent(page -> Must.equal(stated, page.length, "the length"));
        Capacity.bytes(data).ifPresent(bytes -> Must.hold(bytes > 0, "a capacity of " + bytes));
        SearchPath before = SearchPath.parse(SearchPath.DEFAULT);
        SearchPath path = Settings.searchPath(new Input(data).text(), before);
        Must.hold(!path.folders().isEmpty(), "no folder");
        path.folders().forEach(folder -> Must.hold(folder.isAbsolute(), "not absolute"));
    }

    private static void notice(Uevent notice) {
        Must.hold(!notice.name().contains("/"), "a name with a slash: " + notice.name());
        Must.equal(notice.action(), notice.properties().get("ACTION"), "the action");
        Must.equal(notice.devpath(), notice.properties().get("DEVPATH"), "the path");
    }
}
