// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.discovery;

import static org.junit.Assert.assertEquals;

import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import io.mortise.iscsi.Captured;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.Test;

public class OfferTest {
    private static final Iqn LAB = Iqn.parse("iqn.2003-01.org.example:lab");

    private static String shown(List<Offer> offers) {
        return offers.stream()
                .map(offer -> offer.portal() + " " + offer.target())
                .collect(Collectors.joining("\n"));
    }

    // os-brick D.10
    @Test
    public void thePortalsOfATargetAreReadWithoutTheTagOfTheirGroup() {
        assertEquals(
                """
                10.10.0.2:3260 iqn.2003-01.org.example:lab
                10.10.1.2:3260 iqn.2003-01.org.example:lab
                10.10.2.2:3260 iqn.2003-01.org.example:lab
                10.10.3.2:3260 iqn.2003-01.org.example:lab""",
                shown(Offer.to(LAB, Offer.parse(Captured.text("discovery.txt")))));
    }

    @Test
    public void aNameThatIsAtEveryPortalIsSharedAndOthersDoNotCount() {
        List<Offer> all = Offer.parse(Captured.text("discoverydb-several-targets.txt"));
        assertEquals(9, all.size());
        assertEquals(4, Offer.to(LAB, all).size());
    }

    @Test
    public void aNameThatIsNotAtEveryPortalIsOneOfSeveral() {
        List<Offer> all = Offer.parse(Captured.text("discoverydb-several-targets.txt"));
        assertEquals(all, Offer.to(Iqn.parse(LAB + "-0"), all));
    }

    @Test
    public void theTagOfTheGroupIsToldOnlyOfTheTargetAtThePortal() {
        String text = Captured.text("discovery.txt") + "10.10.9.2:3260 " + LAB + "\n";
        assertEquals(Optional.of(1), Offer.tag(Portal.parse("10.10.0.2:3260"), LAB, text));
        assertEquals(Optional.empty(), Offer.tag(Portal.parse("10.10.9.2:3260"), LAB, text));
        assertEquals(Optional.empty(), Offer.tag(Portal.parse("10.10.8.2:3260"), LAB, text));
    }

    @Test
    public void aTargetThatIsNotNamedHasNoWays() {
        List<Offer> all = Offer.parse(Captured.text("discovery.txt"));
        assertEquals(List.of(), Offer.to(Iqn.parse(LAB + "-unknown"), all));
    }

    // os-brick D.9, D.11
    @Test
    public void linesOfAnotherFormAreCruft() {
        assertEquals(
                "[2001:db8::1]:3260 iqn.2003-01.org.example:lab\n"
                        + "192.0.2.1:3261 eui.02004567A425678D",
                shown(
                        Offer.parse(
                                """
                                Starting iSCSI initiator service: done
                                []:port,-1 iqn.2003-01.org.example:lab
                                [2001:DB8::1]:3260,-1 iqn.2003-01.org.example:lab
                                [2001:db8:0::1]:3260,1 iqn.2003-01.org.example:lab
                                192.0.2.1:3261,4 eui.02004567A425678D
                                192.0.2.1:3261,4 nonsense
                                """)));
    }
}
