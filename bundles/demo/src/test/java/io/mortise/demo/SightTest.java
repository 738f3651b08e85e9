// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.demo;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiSession;
import io.mortise.api.Portal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.Test;

public class SightTest {
    private static final IscsiSession SESSION =
            new IscsiSession(
                    1,
                    Iqn.parse("iqn.2003-01.org.example:array"),
                    Portal.parse("10.10.0.2:3260"),
                    "default",
                    "tcp",
                    "LOGGED_IN",
                    2,
                    List.of(),
                    Set.of());

    private final Sight sight = new Sight();

    @Test
    public void whatIsToldLaterWakesWhoeverWaits() throws InterruptedException {
        var teller = new Thread(() -> sight.sessions(List.of(SESSION)));
        teller.start();
        Sight.Seen seen =
                sight.await(
                        "there is a session",
                        now -> !now.sessions().isEmpty(),
                        Duration.ofSeconds(60));
        teller.join();
        assertEquals(List.of(SESSION), seen.sessions());
    }

    @Test
    public void whatIsToldOfOneKindKeepsWhatWasToldOfTheOthers() {
        sight.sessions(List.of(SESSION));
        sight.maps(List.of());
        sight.attachments(List.of());
        assertEquals(
                List.of(SESSION), sight.await("anything", now -> true, Duration.ZERO).sessions());
    }

    @Test
    public void whatNeverComesIsNamedTogetherWithWhatIsThere() {
        sight.sessions(List.of(SESSION));
        var failure =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                sight.await(
                                        "there is a map",
                                        now -> !now.maps().isEmpty(),
                                        Duration.ZERO));
        assertTrue(failure.getMessage(), failure.getMessage().contains("there is a map"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("10.10.0.2"));
    }
}
