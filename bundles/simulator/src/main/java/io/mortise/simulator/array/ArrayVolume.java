// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.array;

import io.mortise.simulator.fabric.Volume;
import java.util.Objects;
import java.util.UUID;

/**
 * A volume, with the identity that LIO would give it: its NAA name is made of its serial number.
 */
public final class ArrayVolume implements Volume {
    private final Turn turn;
    private final String name;
    private final String serial;
    private long bytes;
    private boolean anonymous;

    ArrayVolume(Turn turn, String name, long bytes, String serial) {
        this.turn = turn;
        this.name = Objects.requireNonNull(name, "name");
        this.serial = UUID.fromString(serial).toString();
        this.bytes = checked(bytes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String serial() {
        return serial;
    }

    @Override
    public String wwid() {
        return anonymous() ? "SLIO-ORG_IBLOCK_" + serial : "3" + naa();
    }

    @Override
    public void withoutIdentity() {
        turn.act(() -> anonymous = true);
    }

    /** Whether it states no identity. */
    public boolean anonymous() {
        return turn.take(() -> anonymous);
    }

    /** The NAA name: type 6, LIO's company id 001405, 25 digits of the serial number. */
    public String naa() {
        return "6001405" + serial.replace("-", "").substring(0, 25);
    }

    @Override
    public long bytes() {
        return turn.take(() -> bytes);
    }

    @Override
    public void resize(long changed) {
        checked(changed);
        turn.act(() -> bytes = changed);
    }

    private static long checked(long bytes) {
        if (bytes <= 0 || bytes % 512 != 0) {
            throw new IllegalArgumentException(
                    "the size of a volume is a multiple of 512 above 0, not " + bytes);
        }
        return bytes;
    }
}
