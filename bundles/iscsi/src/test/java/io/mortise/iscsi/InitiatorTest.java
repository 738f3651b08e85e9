// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import static org.junit.Assert.assertEquals;

import io.mortise.api.Iqn;
import java.util.Optional;
import org.junit.Test;

public class InitiatorTest {
    private static final String DEBIAN =
            """
            ## DO NOT EDIT OR REMOVE THIS FILE!
            ## If you change the InitiatorName, existing access control lists
            #InitiatorName=iqn.1993-08.org.debian:01:old
            InitiatorName=iqn.1993-08.org.debian:01:5fa5a5b1f2c
            """;

    @Test
    public void readsTheNameAndSkipsComments() {
        assertEquals(
                Optional.of(Iqn.parse("iqn.1993-08.org.debian:01:5fa5a5b1f2c")),
                Initiator.name(DEBIAN));
    }

    @Test
    public void aFileThatIsStillToBeFilledInHoldsNoName() {
        assertEquals(Optional.empty(), Initiator.name("GenerateName=yes\n"));
        assertEquals(Optional.empty(), Initiator.name("InitiatorName=nonsense\n"));
    }

    @Test
    public void thePlatformIsSpelledAsUnameDoes() {
        assertEquals("x86_64", Initiator.platform("amd64"));
        assertEquals("aarch64", Initiator.platform("aarch64"));
    }
}
