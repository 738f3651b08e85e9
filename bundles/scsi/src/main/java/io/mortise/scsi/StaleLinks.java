// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import java.util.Set;

/** Links in {@code /dev/disk/by-id} that lead to block devices that are gone. Thread-safe. */
final class StaleLinks {
    private static final String BLOCK = "/sys/class/block/";
    private static final String LINKS = "/dev/disk/by-id/";

    private final HostFiles files;

    StaleLinks(HostFiles files) {
        this.files = files;
    }

    /** Does what {@link Disks#dropLinksTo} says. */
    void drop(Set<String> blockNames, Deadline deadline) {
        if (blockNames.stream().allMatch(this::exists)) {
            return;
        }
        for (String link : files.list(LINKS)) {
            if (deadline.passed()) {
                return;
            }
            dropLink(LINKS + link, blockNames);
        }
    }

    // what can't be named here, or removed, udev sees to: the devices are gone all the same
    private void dropLink(String link, Set<String> blockNames) {
        try {
            if (leadsToGone(blockNames, link)) {
                files.remove(link);
            }
        } catch (HostFailure left) {
            return;
        }
    }

    private boolean leadsToGone(Set<String> names, String link) {
        return files.readLink(link)
                .map(target -> target.substring(target.lastIndexOf('/') + 1))
                .filter(
                        name ->
                                names.contains(name)
                                        || names.contains(name.replaceFirst("(?<=[a-z])\\d+$", "")))
                .filter(name -> !exists(name))
                .isPresent();
    }

    private boolean exists(String blockName) {
        return files.exists(BLOCK + blockName);
    }
}
