// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.array;

import io.mortise.simulator.fabric.Discovery;
import io.mortise.simulator.fabric.Portal;
import io.mortise.simulator.fabric.PortalGroup;
import io.mortise.simulator.fabric.Target;
import java.util.ArrayList;
import java.util.List;

/** The answer to SendTargets. */
public final class ArrayDiscovery implements Discovery {
    private final StorageArray array;
    private final Doorkeeper doorkeeper = new Doorkeeper();
    private boolean onlyAsked;

    ArrayDiscovery(StorageArray array) {
        this.array = array;
    }

    /** Who judges credentials. */
    public Doorkeeper doorkeeper() {
        return doorkeeper;
    }

    /** A line {@code PORTAL,TAG TARGET} for each way that is named at an address. */
    public List<String> named(String asked) {
        var lines = new ArrayList<String>();
        for (Target target : array.targets()) {
            for (PortalGroup group : target.groups()) {
                for (Portal portal : portals((ArrayGroup) group, asked)) {
                    lines.add(portal.address() + "," + group.tag() + " " + target.name());
                }
            }
        }
        return lines;
    }

    private List<? extends Portal> portals(ArrayGroup group, String asked) {
        if (!group.serving() || !group.open()) {
            return List.of();
        }
        return group.portals().stream()
                .filter(portal -> !onlyAsked || portal.address().equals(asked))
                .toList();
    }

    @Override
    public void requireChap(String user, String secret) {
        requireChap(user, secret, "", "");
    }

    @Override
    public void requireChap(String user, String secret, String targetUser, String targetSecret) {
        var wanted = new Doorkeeper.Credentials(user, secret, targetUser, targetSecret);
        array.turn().act(() -> doorkeeper.ask(wanted));
    }

    @Override
    public void requireNoChap() {
        array.turn().act(doorkeeper::stopAsking);
    }

    @Override
    public void nameOnlyThePortalAsked() {
        array.turn().act(() -> onlyAsked = true);
    }

    @Override
    public void nameAllPortals() {
        array.turn().act(() -> onlyAsked = false);
    }
}
