// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.cinder;

import io.mortise.api.AccessMode;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.IscsiConnection;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.iscsi.IscsiCodec;
import io.mortise.itests.fuzz.Must;
import java.io.ByteArrayInputStream;
import java.util.Set;

/** Connection information: what is not refused with its key named survives the journal. */
public final class ConnectionTarget {
    private ConnectionTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            good(new CinderFormat().read(new ByteArrayInputStream(data)));
        } catch (VolumeException refused) {
            Must.hold(
                    Set.of(Reason.BAD_INPUT, Reason.UNSUPPORTED).contains(refused.reason()),
                    "refused as " + refused.reason());
            Must.hold(refused.retry() == VolumeException.Retry.POINTLESS, "to be tried again");
            Must.readable(refused.describe());
        }
    }

    private static void good(ConnectionInformation read) {
        var codec = new IscsiCodec();
        var connection = (IscsiConnection) read;
        var open = new IscsiConnection(connection.paths(), connection.traits());
        Must.equal(open, codec.read(codec.write(connection)), "written and read again");
        Must.hold(
                connection.traits().accessMode() == AccessMode.READ_WRITE
                        || connection.traits().accessMode() == AccessMode.READ_ONLY,
                "an access mode");
        connection.traits().volumeId().ifPresent(Must::readable);
        int kept =
                connection.traits().notes().entrySet().stream()
                        .mapToInt(note -> note.getKey().length() + note.getValue().length())
                        .sum();
        Must.hold(kept <= 64 << 10, "notes of " + kept + " characters");
        new RecordJson().write(connection);
    }
}
