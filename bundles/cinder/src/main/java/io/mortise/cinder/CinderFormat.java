// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.cinder;

import io.mortise.api.Attachment;
import io.mortise.api.ConnectionFormat;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Connection information as OpenStack's Cinder gives it: {@code {"driver_volume_type": "iscsi",
 * "data": {...}}}; the same without {@code data}, its keys beside the type, as an attachment has
 * it; the object {@code data} alone, as os-brick takes it; or any of these as the one value {@code
 * connection_info} of an answer.
 */
@Component(property = ConnectionFormat.FORMAT + "=cinder")
public final class CinderFormat implements ConnectionFormat {
    private static final String ANSWER = "connection_info";

    @Override
    public ConnectionInformation read(InputStream text) {
        return connection(Json.read(text));
    }

    @Override
    public String deviceInfo(Attachment attachment) {
        var info = new LinkedHashMap<String, Object>();
        info.put("type", "block");
        attachment.device().map(VolumeDevice::path).ifPresent(path -> info.put("path", path));
        attachment.wwid().map(Wwid::text).ifPresent(wwid -> info.put("scsi_wwn", wwid));
        // the WWID, not the map's name: encryptors rely on it (os-brick D.46)
        attachment
                .device()
                .filter(VolumeDevice::multipath)
                .flatMap(device -> attachment.wwid())
                .ifPresent(wwid -> info.put("multipath_id", wwid.text()));
        info.put("id", attachment.id().text());
        info.put("state", attachment.state());
        attachment.device().ifPresent(device -> info.put("size", device.sizeBytes()));
        attachment.device().ifPresent(device -> info.put("stable_path", device.stablePath()));
        info.put("paths", attachment.paths());
        return RecordJson.text(info);
    }

    @Override
    public DetachRequest detachRequest(String connection, String deviceInfo, DetachMode mode) {
        DeviceInfo info = object(deviceInfo).map(DeviceInfo::of).orElse(DeviceInfo.NONE);
        Optional<ConnectionInformation> information =
                object(connection).map(CinderFormat::connection);
        if (info.id().isEmpty() && information.isEmpty() && info.device().wwid().isEmpty()) {
            throw VolumeException.pointless(
                    Reason.BAD_INPUT,
                    "A detach request says nothing of which volume it means",
                    "Give connection information, or device information with an id or scsi_wwn.");
        }
        return new DetachRequest(info.id(), information, mode, info.device());
    }

    private static Optional<Map<String, Object>> object(String text) {
        // nova writes null where it knows no device
        if (text.isBlank() || text.strip().equals("null")) {
            return Optional.empty();
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            return Optional.of(Json.read(new ByteArrayInputStream(bytes)));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static ConnectionInformation connection(Map<String, Object> answer) {
        Map<String, Object> object =
                answer.keySet().equals(Set.of(ANSWER)) ? inner(answer, ANSWER) : answer;
        var outer = new Properties(object);
        if (!outer.has("driver_volume_type") && !outer.has("data")) {
            return new IscsiProperties(object).connection(IscsiPath.DEFAULT_IFACE);
        }
        String type =
                outer.text("driver_volume_type")
                        .orElseThrow(() -> Properties.bad("driver_volume_type", "it is missing"));
        boolean rdma = type.equalsIgnoreCase("iser");
        if (!rdma && !type.equalsIgnoreCase("iscsi")) {
            throw VolumeException.pointless(
                    Reason.UNSUPPORTED,
                    "Connection information is wrong at key \"driver_volume_type\": expected iscsi or iser, found "
                            + RecordJson.text(type),
                    "Only iSCSI and iSER volumes can be attached yet; nothing on the host was touched.");
        }
        return new IscsiProperties(data(object))
                .connection(rdma ? "iser" : IscsiPath.DEFAULT_IFACE);
    }

    // an attachment (from microversion 3.27 on) has the data beside the type
    private static Map<String, Object> data(Map<String, Object> object) {
        if (object.containsKey("data")) {
            return inner(object, "data");
        }
        var flat = new LinkedHashMap<>(object);
        flat.remove("driver_volume_type");
        return flat;
    }

    @SuppressWarnings("unchecked") // Json makes objects of this type only
    private static Map<String, Object> inner(Map<String, Object> object, String key) {
        if (object.get(key) instanceof Map<?, ?> inner) {
            return (Map<String, Object>) inner;
        }
        throw Properties.bad(key, "expected an object");
    }
}
