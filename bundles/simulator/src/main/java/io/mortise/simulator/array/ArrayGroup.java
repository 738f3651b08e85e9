// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.array;

import io.mortise.simulator.fabric.PortalGroup;
import io.mortise.simulator.fabric.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A portal group: where it listens, what it offers, whom it lets in. */
public final class ArrayGroup implements PortalGroup {
    private static final int HIGHEST_LUN = 32767;

    private final StorageArray array;
    private final ArrayTarget target;
    private final int tag;
    private final List<ArrayPortal> portals = new ArrayList<>();
    private final Map<Integer, ArrayVolume> luns = new TreeMap<>();
    private boolean serving = true;
    private boolean open = true;
    private final Doorkeeper doorkeeper = new Doorkeeper();

    ArrayGroup(StorageArray array, ArrayTarget target, int tag) {
        if (tag < 1 || tag > 65535) {
            throw new IllegalArgumentException("a portal group's tag is 1 to 65535, not " + tag);
        }
        this.array = array;
        this.target = target;
        this.tag = tag;
    }

    /** The target it is of. */
    public ArrayTarget target() {
        return target;
    }

    @Override
    public int tag() {
        return tag;
    }

    /** Whether it serves at all. */
    public boolean serving() {
        return serving;
    }

    /** Whether it lets new sessions in. */
    public boolean open() {
        return open;
    }

    /** Who judges credentials. */
    public Doorkeeper doorkeeper() {
        return doorkeeper;
    }

    /** What stands behind a LUN number. */
    public Optional<ArrayVolume> volume(int lun) {
        return Optional.ofNullable(luns.get(lun));
    }

    List<ArrayPortal> portals() {
        return portals;
    }

    @Override
    public ArrayPortal portal(String address) {
        return array.turn().take(() -> target.find(address).orElseGet(() -> listen(address)));
    }

    private ArrayPortal listen(String address) {
        var portal = new ArrayPortal(array, this, array.gatewayAt(address));
        portals.add(portal);
        return portal;
    }

    @Override
    public PortalGroup lun(int number, Volume volume) {
        if (number < 0 || number > HIGHEST_LUN) {
            throw new IllegalArgumentException("a LUN is 0 to " + HIGHEST_LUN + ", not " + number);
        }
        ArrayVolume known = array.known(volume);
        array.turn().act(() -> luns.put(number, known));
        return this;
    }

    @Override
    public PortalGroup removeLun(int number) {
        array.turn().act(() -> luns.remove(number));
        return this;
    }

    @Override
    public Map<Integer, Volume> luns() {
        return array.turn().take(() -> new TreeMap<>(luns));
    }

    @Override
    public void disable() {
        array.turn().act(() -> serve(false));
    }

    @Override
    public void enable() {
        array.turn().act(() -> serve(true));
    }

    private void serve(boolean serves) {
        if (serving != serves) {
            serving = serves;
            array.serviceChanged(this);
        }
    }

    @Override
    public void denyAccess() {
        array.turn().act(() -> open = false);
    }

    @Override
    public void allowAccess() {
        array.turn().act(() -> open = true);
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
}
