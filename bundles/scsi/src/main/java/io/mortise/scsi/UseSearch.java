// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.host.HostFiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One search through partitions and holders. Used once, by one thread. */
final class UseSearch {
    private static final String BLOCK = "/sys/class/block/";

    private final HostFiles files;
    private final Set<String> expected;
    private final List<MountInfo.Mount> mounts;
    private final Set<String> swaps;
    private final KernelUses kernel;
    private final Set<String> seen = new HashSet<>();
    private final List<Use> found = new ArrayList<>();

    UseSearch(HostFiles files, Set<String> expected) {
        this.files = files;
        this.expected = Set.copyOf(expected);
        this.mounts = MountInfo.of(files, "/proc/self");
        this.swaps = Set.copyOf(files.read("/proc/swaps").map(Swaps::parse).orElse(List.of()));
        this.kernel = new KernelUses(files);
    }

    List<Use> from(Collection<String> blockNames) {
        blockNames.forEach(this::visit);
        return List.copyOf(found);
    }

    /** The devices that were looked at, by number. */
    Map<String, String> numbers() {
        var numbers = new TreeMap<String, String>();
        for (String name : seen) {
            String number = text(BLOCK + name + "/dev");
            if (!number.isEmpty()) {
                numbers.put(number, name);
            }
        }
        return numbers;
    }

    private void visit(String name) {
        if (!seen.add(name)) {
            return;
        }
        uses(name);
        for (String holder : files.list(BLOCK + name + "/holders")) {
            if (!expected.contains(holder)) {
                found.add(holderOf(name, holder));
                visit(holder);
            }
        }
        for (String child : files.list(BLOCK + name)) {
            if (child.startsWith(name) && files.exists(BLOCK + child + "/partition")) {
                visit(child);
            }
        }
    }

    private void uses(String name) {
        String number = text(BLOCK + name + "/dev");
        mounts.stream()
                .filter(
                        mount ->
                                mount.number().equals(number)
                                        || mount.anonymous() && leadsTo(mount.source(), name))
                .map(mount -> new Use(Use.Kind.MOUNT, name, mount.point()))
                .forEach(found::add);
        swaps.stream()
                .filter(path -> leadsTo(path, name))
                .map(path -> new Use(Use.Kind.SWAP, name, path))
                .forEach(found::add);
        for (Use use : kernel.of(name, path -> leadsTo(path, name))) {
            found.add(use);
            if (use.kind() == Use.Kind.LOOP) {
                visit(use.detail());
            }
        }
    }

    private boolean leadsTo(String path, String name) {
        return files.realPath(path).orElse(path).equals("/dev/" + name);
    }

    private Use holderOf(String name, String holder) {
        String uuid = text(BLOCK + holder + "/dm/uuid");
        String mapped = text(BLOCK + holder + "/dm/name");
        String detail = mapped.isEmpty() ? holder : mapped + " (" + holder + ")";
        return new Use(kind(holder, uuid), name, detail);
    }

    private static Use.Kind kind(String holder, String uuid) {
        if (uuid.startsWith("mpath-")) {
            return Use.Kind.MULTIPATH;
        }
        if (uuid.startsWith("CRYPT-")) {
            return Use.Kind.CRYPT;
        }
        if (uuid.startsWith("LVM-")) {
            return Use.Kind.LVM;
        }
        if (uuid.matches("part\\d+-.*")) {
            return Use.Kind.PARTITION;
        }
        if (holder.startsWith("dm-")) {
            return Use.Kind.MAPPER;
        }
        return holder.startsWith("md") ? Use.Kind.RAID : Use.Kind.HOLDER;
    }

    private String text(String path) {
        return files.read(path).map(String::strip).orElse("");
    }
}
