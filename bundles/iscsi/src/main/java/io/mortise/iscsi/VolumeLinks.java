// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import io.mortise.api.IscsiPath;
import io.mortise.host.Host;
import io.mortise.host.HostFiles;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.scsi.Disk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How people find disks of iSCSI volumes in {@code /dev}. Links are only shown, never relied on:
 * which disk is a volume's is told by session and LUN.
 */
final class VolumeLinks {
    static final String FOLDER = "/dev/disk/by-path";

    private static final Duration READ = Duration.ofSeconds(5);

    private final Host host;
    private final HostFiles files;

    VolumeLinks(Host host) {
        this.host = host;
        this.files = host.files();
    }

    List<String> of(List<IscsiPath> paths) {
        Map<IscsiPath, Disk> disks = new DiskSearch(host).disks(paths);
        return paths.stream()
                .filter(disks::containsKey)
                .map(path -> shown(path, disks.get(path)))
                .toList();
    }

    private String shown(IscsiPath path, Disk disk) {
        String link = FOLDER + "/" + name(path);
        return files.realPath(link).equals(Optional.of(disk.path())) ? link : disk.path();
    }

    /** As systemd's path_id names a disk of a session. */
    static String name(IscsiPath path) {
        return "ip-%s:%d-iscsi-%s-lun-%s"
                .formatted(
                        path.portal().address(),
                        path.portal().port(),
                        path.target(),
                        number(path.lun().number()));
    }

    // path_id's format_lun_number: above 255 the eight bytes are written out
    private static String number(int lun) {
        return lun < 256 ? String.valueOf(lun) : "0x%04x%04x00000000".formatted(lun, 0);
    }

    List<String> all() {
        return files.list(FOLDER).stream().map(link -> FOLDER + "/" + link).toList();
    }

    boolean valid(String path) {
        return path.startsWith("/dev/")
                && !path.contains("/../")
                && host.inquiries().readable(path, host.tasks().deadline(READ));
    }
}
