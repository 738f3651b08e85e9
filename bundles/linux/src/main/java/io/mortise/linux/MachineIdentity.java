// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.host.HostIdentity;

/** Which machine this is, and which of its boots. */
final class MachineIdentity {
    static final String KIND = "linux";

    private static final String MACHINE = "/etc/machine-id";
    private static final String BOOT = "/proc/sys/kernel/random/boot_id";

    private MachineIdentity() {}

    /**
     * @param root what stands in front of every path; empty but in tests
     */
    static HostIdentity read(HostFiles files, String root) {
        return new HostIdentity(
                KIND,
                line(
                        files,
                        root + MACHINE,
                        "make one with systemd-machine-id-setup or dbus-uuidgen"),
                line(files, root + BOOT, "mount /proc"));
    }

    // without it a journal could be acted on by the wrong machine, so nothing stands in for it
    private static String line(HostFiles files, String path, String remedy) {
        return files.read(path)
                .map(String::strip)
                .filter(text -> text.matches("[0-9a-f-]{32,36}"))
                .orElseThrow(
                        () ->
                                new HostFailure(
                                        HostFailure.Kind.UNAVAILABLE,
                                        "reading the identity of this machine from " + path,
                                        "it holds no id; " + remedy));
    }
}
