// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How an array wants the number of a LUN written into the eight bytes that the protocol carries
 * (SAM-5, 4.7). Applied once, where connection information is read: a {@link Lun} has it applied,
 * so an attach, an extend and a detach of the same information mean the same LUN, and the kernel
 * shows that number in {@code H:C:T:L}.
 */
public enum LunAddressing {
    /** The number as it is. */
    SAM("SAM"),
    /** The number as it is. */
    TRANSPARENT("transparent"),
    /** Numbers above 255 in flat space addressing, smaller ones as they are. */
    SAM2("SAM2"),
    /** All numbers in flat space addressing. */
    SAM3_FLAT("SAM3-flat");

    private static final int LAST = 16383;
    private static final int LAST_PERIPHERAL = 255;
    private static final int FLAT = 0x4000;

    private final String text;

    LunAddressing(String text) {
        this.text = text;
    }

    /**
     * Reads a name as control planes write it; upper and lower case are different.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static LunAddressing parse(String text) {
        return Arrays.stream(values())
                .filter(each -> each.text.equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "not an addressing mode ("
                                                + Arrays.stream(values())
                                                        .map(each -> each.text)
                                                        .collect(Collectors.joining(", "))
                                                + "): "
                                                + Shown.of(text)));
    }

    /**
     * The LUN that an array's number stands for.
     *
     * @param number as the array writes it; up to 16383 where flat space addressing is used
     * @throws IllegalArgumentException if it is out of range
     */
    public Lun lun(int number) {
        boolean flat = this == SAM3_FLAT || this == SAM2 && number > LAST_PERIPHERAL;
        if (flat && (number < 0 || number > LAST)) {
            throw new IllegalArgumentException(
                    "LUN is not in 0 to 16383, or has its addressing in it already: " + number);
        }
        return new Lun(flat ? number + FLAT : number);
    }

    /** The name as control planes write it. */
    @Override
    public String toString() {
        return text;
    }
}
