// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.cinder;

import io.mortise.api.AttachmentId;
import io.mortise.api.KnownDevice;
import io.mortise.api.Wwid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Device information, which os-brick's connect_volume returned, or ours: {@code path}, {@code
 * scsi_wwn}, {@code multipath_id} and {@code type}, and of ours the {@code id}.
 *
 * @param id the attachment, if it was ours
 * @param device what is told of the device
 */
record DeviceInfo(Optional<AttachmentId> id, KnownDevice device) {
    static final DeviceInfo NONE = new DeviceInfo(Optional.empty(), KnownDevice.NONE);

    // os-brick returns empty text for what it did not find
    private static final List<String> MAY_BE_EMPTY =
            List.of("scsi_wwn", "multipath_id", "path", "id");

    static DeviceInfo of(Map<String, Object> info) {
        var told = new HashMap<>(info);
        MAY_BE_EMPTY.forEach(key -> told.remove(key, ""));
        var properties = new Properties(told);
        properties
                .text("type")
                .filter(type -> !type.equals("block"))
                .ifPresent(
                        type -> {
                            throw Properties.bad(
                                    "type", "expected block, as a volume of this connector has");
                        });
        Optional<Wwid> disk = properties.value("scsi_wwn", "a WWID", Wwid::new);
        Optional<Wwid> map = properties.value("multipath_id", "a WWID", Wwid::new);
        if (disk.isPresent() && map.isPresent() && !disk.equals(map)) {
            throw Properties.bad(
                    "multipath_id", "it is another volume than scsi_wwn, " + disk.get());
        }
        return new DeviceInfo(
                properties.value("id", "an attachment id", AttachmentId::new),
                Properties.checked(
                        "path",
                        () -> new KnownDevice(properties.text("path"), map.or(() -> disk))));
    }
}
