// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import io.mortise.api.AccessMode;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.MultipathDemand;
import io.mortise.api.Portal;
import io.mortise.api.SerialNumber;
import io.mortise.api.Shown;
import io.mortise.api.VolumeTraits;
import io.mortise.api.Wwid;
import io.mortise.spi.ConnectionCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;

/** Connection information of iSCSI volumes as fields of the journal. */
@Component(service = ConnectionCodec.class)
public final class IscsiCodec implements ConnectionCodec {
    @Override
    public String protocol() {
        return IscsiConnection.PROTOCOL;
    }

    @Override
    public Map<String, String> write(ConnectionInformation connection) {
        if (!(connection instanceof IscsiConnection)) {
            throw new IllegalArgumentException("not iscsi: " + connection.protocol());
        }
        var fields = new TreeMap<String, String>();
        List<IscsiPath> paths = ((IscsiConnection) connection).paths();
        for (int i = 0; i < paths.size(); i++) {
            IscsiPath path = paths.get(i);
            fields.put("path." + i, text(path));
        }
        VolumeTraits traits = connection.traits();
        fields.put("access_mode", traits.accessMode().name());
        fields.put("multipath", traits.multipath().name());
        traits.volumeId().ifPresent(id -> fields.put("volume_id", id));
        traits.expectedWwid().ifPresent(wwid -> fields.put("expected_wwid", wwid.text()));
        traits.expectedSerial().ifPresent(serial -> fields.put("expected_serial", serial.text()));
        int note = 0;
        for (Map.Entry<String, String> entry : new TreeMap<>(traits.notes()).entrySet()) {
            fields.put("note." + note + ".name", entry.getKey());
            fields.put("note." + note + ".value", entry.getValue());
            note++;
        }
        return fields;
    }

    @Override
    public ConnectionInformation read(Map<String, String> fields) {
        var paths = new ArrayList<IscsiPath>();
        for (int i = 0; fields.containsKey("path." + i); i++) {
            paths.add(path(fields.get("path." + i)));
        }
        var notes = new TreeMap<String, String>();
        for (int i = 0; fields.containsKey("note." + i + ".name"); i++) {
            notes.put(
                    fields.get("note." + i + ".name"),
                    fields.getOrDefault("note." + i + ".value", ""));
        }
        return new IscsiConnection(
                paths,
                new VolumeTraits(
                        Optional.ofNullable(fields.get("volume_id")),
                        constant(
                                AccessMode.class, fields.getOrDefault("access_mode", "READ_WRITE")),
                        constant(
                                MultipathDemand.class,
                                fields.getOrDefault("multipath", "CONFIGURED")),
                        Optional.ofNullable(fields.get("expected_wwid")).map(Wwid::new),
                        Optional.ofNullable(fields.get("expected_serial")).map(SerialNumber::new),
                        notes));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no " + type.getSimpleName() + ": " + Shown.of(name)));
    }

    private static String text(IscsiPath path) {
        String text = path.portal() + " " + path.target() + " " + path.lun();
        return path.iface().equals(IscsiPath.DEFAULT_IFACE) ? text : text + " " + path.iface();
    }

    private static IscsiPath path(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 3 && words.length != 4) {
            throw new IllegalArgumentException(
                    "not portal, target, LUN and iface: " + Shown.of(text));
        }
        return new IscsiPath(
                Portal.parse(words[0]),
                Iqn.parse(words[1]),
                Lun.parse(words[2]),
                words.length == 4 ? words[3] : IscsiPath.DEFAULT_IFACE);
    }
}
