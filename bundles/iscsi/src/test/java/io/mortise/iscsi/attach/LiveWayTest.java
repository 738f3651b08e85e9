// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import static org.junit.Assert.assertEquals;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.Portal;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Hctl;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.Test;

public class LiveWayTest {
    private static final Portal PORTAL = Portal.parse("10.10.0.2:3260");
    private static final Iqn TARGET = Iqn.parse("iqn.2003-01.org.example:lab");
    private static final Session SESSION =
            new Session(
                    1,
                    new SessionName(TARGET, PORTAL, "default"),
                    "LOGGED_IN",
                    "up",
                    2,
                    OptionalInt.of(0));

    private static Optional<IscsiPath> way(long lun) {
        return LiveWay.path(SESSION, new Disk("sda", new Hctl(2, 0, 0, lun)));
    }

    @Test
    public void leadsToTheLunOfTheDisk() {
        assertEquals(Optional.of(new IscsiPath(PORTAL, TARGET, new Lun(1))), way(1));
        assertEquals(Optional.of(new IscsiPath(PORTAL, TARGET, new Lun(32767))), way(32767));
    }

    @Test
    public void aLunOfSeveralLevelsIsNotTakenForThatOfItsLastBits() {
        assertEquals(Optional.empty(), way(1 + (1L << 32)));
        assertEquals(Optional.empty(), way(32768));
    }
}
