// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import io.mortise.host.HostFiles;
import io.mortise.simulator.jvm.Call;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Each file below /sys, /proc and /run/udev that Mortise reads, and what stands in it while a
 * volume is attached over four paths; {@code *} stands for any name.
 */
public enum KernelFile {
    TARGET_NAME("/sys/class/iscsi_session/session*/targetname", "iqn\\.\\S+\n"),
    SESSION_STATE("/sys/class/iscsi_session/session*/state", "LOGGED_IN\n"),
    SESSION_MAKER("/sys/class/iscsi_session/session*/creator", "\\d+\n"),
    IFACE("/sys/class/iscsi_session/session*/ifacename", "default\n"),
    TARGET_NUMBER("/sys/class/iscsi_session/session*/target_id", "0\n"),
    GROUP_TAG("/sys/class/iscsi_session/session*/tpgt", "1\n"),
    CONNECTION_STATE("/sys/class/iscsi_connection/connection*:0/state", "up\n"),
    ADDRESS("/sys/class/iscsi_connection/connection*:0/address", "10\\.10\\.\\d\\.2\n"),
    PORT("/sys/class/iscsi_connection/connection*:0/port", "3260\n"),
    ASKED_ADDRESS(
            "/sys/class/iscsi_connection/connection*:0/persistent_address", "10\\.10\\.\\d\\.2\n"),
    ASKED_PORT("/sys/class/iscsi_connection/connection*:0/persistent_port", "3260\n"),
    DRIVER("/sys/class/scsi_host/host*/proc_name", "iscsi_tcp\n"),
    HOST_NAME("/proc/sys/kernel/hostname", "\\S+\n"),
    DISK_STATE("/sys/class/scsi_device/*/device/state", "running\n"),
    DISK_WWID("/sys/class/scsi_device/*/device/wwid", "naa\\.[0-9a-f]{32}\n"),
    DISK_INQUIRY("/sys/class/scsi_device/*/device/inquiry", "(?s)\u0000.{35,}"),
    DISK_PAGE("/sys/class/scsi_device/*/device/vpd_pg83", "(?s)\u0000\u0083.{100,}"),
    NUMBER("/sys/class/block/*/dev", "\\d+:\\d+\n"),
    SIZE("/sys/class/block/*/size", "131072\n"),
    READ_ONLY("/sys/class/block/*/ro", "0\n"),
    MAP_NAME("/sys/class/block/dm-*/dm/name", "36001405[0-9a-f]{25}\n"),
    MAP_UUID("/sys/class/block/dm-*/dm/uuid", "mpath-36001405[0-9a-f]{25}\n"),
    MAP_SUSPENDED("/sys/class/block/dm-*/dm/suspended", "0\n"),
    MOUNTS("/proc/self/mountinfo", "(?s)(\\d+ \\d+ \\d+:\\d+ \\S+ \\S+ [^\n]+ - [^\n]+\n)+"),
    SWAPS("/proc/swaps", "(?s)Filename\\s+Type\\s+Size\\s+Used\\s+Priority\n.*"),
    LOOP_FILE("/sys/class/block/loop*/loop/backing_file", "/.+\n"),
    NAMESPACE_ENABLED("/sys/kernel/config/nvmet/subsystems/*/namespaces/*/enable", "[01]\n"),
    NAMESPACE_DEVICE("/sys/kernel/config/nvmet/subsystems/*/namespaces/*/device_path", ".+\n"),
    BACKSTORE_ENABLED("/sys/kernel/config/target/core/*_*/*/enable", "[01]\n"),
    BACKSTORE_DEVICE("/sys/kernel/config/target/core/*_*/*/udev_path", "(/.+\n)?"),
    UDEV_RECORD("/run/udev/data/b*", "(?s).*\nI:\\d+\n.*E:ID_SERIAL=36001405[0-9a-f]{25}\n.*");

    // they are there where somebody has made such a thing
    private static final Set<KernelFile> OF_OTHERS =
            EnumSet.of(
                    LOOP_FILE,
                    NAMESPACE_ENABLED,
                    NAMESPACE_DEVICE,
                    BACKSTORE_ENABLED,
                    BACKSTORE_DEVICE);

    private static final Set<String> READING = Set.of(Call.READ);

    private final String path;
    private final Pattern paths;
    private final Pattern text;

    KernelFile(String path, String text) {
        this.path = path;
        this.paths = Pattern.compile(Pattern.quote(path).replace("*", "\\E[^/]+\\Q"));
        this.text = Pattern.compile(text);
    }

    /** Whether a call reads a file of the kernel or of udev for which there is no entry here. */
    public static boolean isUnknown(Call call) {
        return READING.contains(call.operation())
                && call.subject().matches("/(sys|proc|run/udev)/.*")
                && !call.subject()
                        .matches("/proc/\\d+/(comm|mountinfo|stat)|/proc/sys/kernel/random/boot_id")
                && Arrays.stream(values())
                        .noneMatch(f -> f.paths.matcher(call.subject()).matches());
    }

    /** What is missing, or of another form, a line each. */
    static List<String> problems(HostFiles files) {
        var problems = new ArrayList<String>();
        for (KernelFile file : values()) {
            List<String> found = file.found(files, "", List.of(file.path.substring(1).split("/")));
            if (found.isEmpty() && !OF_OTHERS.contains(file)) {
                problems.add(file + ": there is no " + file.path);
            }
            for (String one : found) {
                Optional<String> content =
                        files.readBytes(one).map(b -> new String(b, StandardCharsets.ISO_8859_1));
                if (content.filter(c -> file.text.matcher(c).matches()).isEmpty()) {
                    problems.add(file + ": " + one + " is " + content);
                }
            }
        }
        return problems;
    }

    private List<String> found(HostFiles files, String folder, List<String> rest) {
        if (rest.isEmpty()) {
            return files.exists(folder) ? List.of(folder) : List.of();
        }
        String name = rest.get(0);
        if (!name.contains("*")) {
            return found(files, folder + "/" + name, rest.subList(1, rest.size()));
        }
        var pattern = Pattern.compile(Pattern.quote(name).replace("*", "\\E.+\\Q"));
        return files.list(folder).stream()
                .filter(entry -> pattern.matcher(entry).matches() && ours(folder, entry))
                .flatMap(
                        entry ->
                                found(files, folder + "/" + entry, rest.subList(1, rest.size()))
                                        .stream())
                .toList();
    }

    // a real host has other disks and devices as well; loop devices without a file among them
    private boolean ours(String folder, String entry) {
        return switch (folder) {
            case "/sys/class/block" ->
                    entry.matches(this == LOOP_FILE ? "loop\\d+" : "sd[a-z]|dm-\\d+");
            case "/run/udev/data" -> entry.matches("b8:\\d+");
            default -> true;
        };
    }
}
