// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.mortise.api.AccessMode;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.MultipathDemand;
import io.mortise.api.Portal;
import io.mortise.api.SerialNumber;
import io.mortise.api.VolumeTraits;
import io.mortise.api.Wwid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class IscsiCodecTest {
    private static final Iqn TARGET = Iqn.parse("iqn.2003-01.org.example:lab");

    @Test
    public void readsBackWhatItWrote() {
        var connection =
                new IscsiConnection(
                        List.of(
                                new IscsiPath(Portal.parse("[fe80::2]:3261"), TARGET, new Lun(7)),
                                new IscsiPath(
                                        Portal.parse("10.10.0.2:3260"),
                                        TARGET,
                                        new Lun(1),
                                        "eth7")),
                        new VolumeTraits(
                                Optional.of("volume 1"),
                                AccessMode.READ_ONLY,
                                MultipathDemand.ENFORCED,
                                Optional.of(new Wwid("360014051")),
                                Optional.of(new SerialNumber("80AdG?RA aR=z")),
                                Map.of("qos=specs", "a=b c", "wwn", "")));
        var codec = new IscsiCodec();
        assertEquals(connection, codec.read(codec.write(connection)));
    }

    @Test
    public void fieldsOfAnotherFormAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new IscsiCodec().read(Map.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new IscsiCodec().read(Map.of("path.0", "10.10.0.2:3260 " + TARGET)));
    }
}
