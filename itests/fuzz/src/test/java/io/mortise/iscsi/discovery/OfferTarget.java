// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.iscsi.discovery;

import io.mortise.api.VolumeException;
import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code iscsiadm} prints of a discovery. */
public final class OfferTarget {
    private OfferTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new Input(data).text();
        Optional<List<Offer>> offers =
                Must.failOnlyWith(VolumeException.class, () -> Offer.parse(text));
        offers.ifPresent(
                all -> {
                    String printed =
                            all.stream()
                                    .map(offer -> offer.portal() + ",1 " + offer.target() + "\n")
                                    .collect(Collectors.joining());
                    Must.equal(all, Offer.parse(printed), "printed and read again");
                    all.forEach(offer -> Offer.to(offer.target(), all));
                });
    }
}
