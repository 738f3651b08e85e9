// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The links below {@code /dev} to block devices that are about to be removed. udev, when busy,
 * leaves them for a while, and a later device of the same name would then be taken for the volume.
 * Thread-safe.
 */
public final class StaleLinks {
    private static final String BLOCK = "/sys/class/block/";

    private final HostFiles files;
    private final UdevRecords records;
    private final Set<String> blockNames = ConcurrentHashMap.newKeySet();
    private final Set<String> links = ConcurrentHashMap.newKeySet();

    public StaleLinks(HostFiles files) {
        this.files = files;
        this.records = new UdevRecords(files);
    }

    /**
     * Notes which links a device and its partitions have, while it is there. What can't be read is
     * left to udev.
     *
     * @param blockName {@code sdX}, {@code dm-N}
     */
    public void note(String blockName) {
        try {
            noteOne(blockName);
            files.list(BLOCK + blockName).stream()
                    .filter(child -> child.startsWith(blockName))
                    .forEach(this::noteOne);
        } catch (HostFailure unknown) {
            return;
        }
    }

    private void noteOne(String blockName) {
        blockNames.add(blockName);
        links.addAll(records.links(blockName));
    }

    /**
     * Removes those of the noted links that lead to devices that are gone. Links to a name that is
     * in use again are left to udev, as are those that can't be removed. Stops at the deadline.
     */
    public void drop(Deadline deadline) {
        for (String link : links) {
            if (deadline.passed()) {
                return;
            }
            try {
                if (leadsToGone(link)) {
                    files.remove(link);
                }
            } catch (HostFailure left) {
                continue;
            }
        }
    }

    private boolean leadsToGone(String link) {
        return files.readLink(link)
                .map(target -> target.substring(target.lastIndexOf('/') + 1))
                .filter(blockNames::contains)
                .filter(blockName -> !files.exists(BLOCK + blockName))
                .isPresent();
    }
}
