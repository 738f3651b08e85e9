// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import static org.junit.Assert.assertEquals;

import io.mortise.host.HostFailure;
import io.mortise.simulator.machine.Tree;
import io.mortise.simulator.system.Captured;
import io.mortise.simulator.system.Lab;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Test;

/**
 * /sys, /dev and /etc/iscsi against the trees of the real kernel, at each stage of an attach and a
 * detach.
 */
public class TreeTest {
    private static final String[] ROOTS = {
        "/sys/class",
        "/sys/devices/platform",
        "/sys/devices/virtual/block",
        "/dev",
        "/etc/iscsi/nodes"
    };
    // not simulated, or different in each run
    private static final Pattern LEFT_OUT =
            Pattern.compile(
                    "/(io[a-z]*_cnt|host_reset|exp_statsn|local_port|diskseq|creator|bdi|inflight"
                            + "|uevent)$|/bsg/|/bsg$|/class/(bsg|bdi|iscsi_transport|scsi_generic)"
                            + "|/scsi_generic|by-(diskseq|uuid)|/dev/mapper/control|/vda$"
                            + "|by-path/(virtio-)?pci|/virtio0|/vpd_pg|/generic$");

    private final Lab lab = new Lab();

    @After
    public void close() {
        lab.close();
    }

    @Test
    public void everyStageOfAttachAndDetachLooksAsCaptured() {
        same("0-nothing");
        lab.login();
        same("1-sessions");
        lab.attach(1);
        same("2-attached");
        lab.attach(2);
        same("3-two-volumes");
        lab.portal(3).cut();
        lab.pass(Duration.ofSeconds(20));
        same("4-path-3-cut");
        lab.portal(3).mend();
        lab.settle();
        same("5-path-3-back");
        lab.ask("del map " + Lab.WWID);
        lab.settle();
        same("6-map-removed");
        delete("sda", "sdb", "sdc", "sdd");
        same("7-disks-deleted");
        lab.ask("del map 36001405a0b1c202e4f54a6b8c7d9e0f1");
        delete("sde", "sdf", "sdg", "sdh");
        lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "--logout");
        lab.settle();
        same("8-logged-out");
        lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "-o", "delete");
        same("9-records-deleted");
    }

    @Test
    public void vitalPagesAreByteForByteAsCaptured() {
        lab.attach();
        for (String page : new String[] {"0", "80", "83", "b0", "b1", "b2"}) {
            String path = "/0:0:0:1/vpd_pg" + page;
            String captured =
                    Captured.lines("linux-6.1.0/tree-2-attached").stream()
                            .filter(line -> line.startsWith("x ") && line.contains(path + " "))
                            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                            .findFirst()
                            .orElseThrow();
            assertEquals(
                    page,
                    captured,
                    HexFormat.of()
                            .formatHex(
                                    tree().readBytes("/sys/block/sda/device/vpd_pg" + page)
                                            .orElseThrow()));
            assertEquals(
                    page,
                    captured,
                    HexFormat.of()
                            .formatHex(lab.page("sda", Integer.parseInt(page, 16)).orElseThrow()));
        }
    }

    private void delete(String... disks) {
        for (String disk : disks) {
            lab.write("/sys/block/" + disk + "/device/delete", "1");
        }
        lab.settle();
    }

    private Tree tree() {
        return lab.simulated().computer().tree();
    }

    private void same(String stage) {
        Map<String, String> captured = new TreeMap<>();
        for (String line : Captured.lines("linux-6.1.0/tree-" + stage)) {
            captured.putAll(entry(line));
        }
        Map<String, String> imagined = new TreeMap<>();
        for (String root : ROOTS) {
            walk(root, imagined);
        }
        assertEquals(stage, text(canonical(captured)), text(canonical(imagined)));
    }

    // content, link or kind by path; folders and what is left out do not count
    private static Map<String, String> entry(String line) {
        String[] words = line.split(" ", 4);
        String path = words[1];
        boolean counts = !words[0].equals("d") && !LEFT_OUT.matcher(path).find();
        boolean known = false;
        for (String root : ROOTS) {
            known = known || path.startsWith(root + "/");
        }
        if (!counts || !known) {
            return Map.of();
        }
        return switch (words[0]) {
            case "l" -> Map.of(path, "-> " + words[3]);
            case "w" -> Map.of(path, "write-only");
            case "n" -> Map.of(path, "node");
            case "x" -> Map.of(path, "binary");
            case "e" -> Map.of(path, "unreadable");
            default ->
                    path.startsWith("/etc/")
                            ? Map.of(path, "record")
                            : Map.of(path, unquoted(words[3]));
        };
    }

    private static String unquoted(String json) {
        return json.substring(1, json.length() - 1).replace("\\n", "\n").replace("\\\"", "\"");
    }

    private void walk(String folder, Map<String, String> found) {
        for (String name : tree().list(folder)) {
            String path = folder + "/" + name;
            if (LEFT_OUT.matcher(path).find()) {
                continue;
            }
            if (tree().readLink(path).isPresent()) {
                found.put(path, "-> " + tree().readLink(path).get());
            } else if (tree().isDirectory(path)) {
                walk(path, found);
            } else {
                found.put(path, content(path));
            }
        }
    }

    private String content(String path) {
        if (path.startsWith("/dev/")) {
            return "node";
        }
        if (path.startsWith("/etc/")) {
            return "record";
        }
        if (path.endsWith("/inquiry")) {
            return "binary";
        }
        boolean writeOnly = path.matches(".*/(scan|delete|rescan)");
        try {
            return writeOnly ? "write-only" : tree().read(path).orElse("(none)");
        } catch (HostFailure failure) {
            return "unreadable";
        }
    }

    /**
     * Numbers and letters by the portal they lead to: the lab logs in and finds disks in any order.
     */
    private static Map<String, String> canonical(Map<String, String> entries) {
        Map<String, String> names = new TreeMap<>();
        Pattern session = Pattern.compile(".*/host(\\d+)/session(\\d+)/.*/persistent_address");
        entries.forEach(
                (path, content) -> {
                    Matcher matcher = session.matcher(path);
                    if (matcher.matches()) {
                        String k = content.split("\\.")[2];
                        names.put("host" + matcher.group(1), "hostK" + k);
                        names.put("session" + matcher.group(2), "sessionK" + k);
                        names.put("connection" + matcher.group(2), "connectionK" + k);
                        names.put("target" + matcher.group(1), "targetK" + k);
                        names.put(matcher.group(1) + ":0:0:", "K" + k + ":0:0:");
                    }
                });
        Pattern disk = Pattern.compile(".*/(\\d+:0:0:)(\\d+)/block/(sd[a-z])/dev");
        entries.forEach(
                (path, content) -> {
                    Matcher matcher = disk.matcher(path);
                    if (matcher.matches()) {
                        String name = names.get(matcher.group(1)) + matcher.group(2);
                        names.put(matcher.group(3), "sd(" + name + ")");
                        names.put(content.strip(), "number of " + name);
                    }
                });
        Map<String, String> result = new TreeMap<>();
        entries.forEach((path, content) -> result.put(rename(path, names), rename(content, names)));
        return result;
    }

    private static final Pattern NUMBERED =
            Pattern.compile(
                    "(host|session|connection|target)\\d+|\\b\\d+:0:0:|\\bsd[a-z]\\b|^8:\\d+");

    private static String rename(String text, Map<String, String> names) {
        return NUMBERED.matcher(text)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        names.getOrDefault(found.group(), found.group())));
    }

    // which of several equal disks has a link depends on the order of udev's work
    private static String text(Map<String, String> entries) {
        var lines = new TreeSet<String>();
        entries.forEach(
                (path, content) ->
                        lines.add(
                                path
                                        + " "
                                        + (path.startsWith("/dev/disk/by-id/")
                                                ? content.replaceAll("sd\\(.*\\)", "a disk")
                                                : content.strip())));
        return String.join("\n", lines);
    }
}
