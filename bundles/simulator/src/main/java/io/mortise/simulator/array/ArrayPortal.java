// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.array;

import io.mortise.simulator.fabric.Portal;
import io.mortise.simulator.fabric.PortalGroup;
import io.mortise.simulator.fabric.Wire;
import java.util.Optional;

/** A portal group listening at an address. */
final class ArrayPortal implements Portal {
    private final StorageArray array;
    private final ArrayGroup group;
    private final Gateway gateway;

    ArrayPortal(StorageArray array, ArrayGroup group, Gateway gateway) {
        this.array = array;
        this.group = group;
        this.gateway = gateway;
    }

    Gateway gateway() {
        return gateway;
    }

    @Override
    public String address() {
        return gateway.address();
    }

    @Override
    public PortalGroup group() {
        return group;
    }

    @Override
    public void cut() {
        array.wire(gateway, Wire.CUT);
    }

    @Override
    public void refuse() {
        array.wire(gateway, Wire.REFUSING);
    }

    @Override
    public void silence() {
        array.wire(gateway, Wire.SILENT);
    }

    @Override
    public void sendTo(Portal other) {
        array.turn().act(() -> gateway.elsewhere(Optional.of(other.address())));
    }

    @Override
    public void sendNowhere() {
        array.turn().act(() -> gateway.elsewhere(Optional.empty()));
    }

    @Override
    public void mend() {
        array.wire(gateway, Wire.GOOD);
    }

    @Override
    public Wire wire() {
        return array.turn().take(gateway::wire);
    }
}
