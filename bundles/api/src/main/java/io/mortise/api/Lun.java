// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

/**
 * A logical unit number as the kernel and the protocol carry it.
 *
 * @param number 0 to 32767: up to 16383 (SAM-5, 4.7) it is what arrays and administrators write;
 *     from 16384 on it is that number in flat space addressing, see {@link LunAddressing}
 */
public record Lun(int number) implements Comparable<Lun> {
    private static final int LAST = 32767;

    /**
     * @throws IllegalArgumentException if it is out of range
     */
    public Lun {
        if (number < 0 || number > LAST) {
            throw new IllegalArgumentException("LUN is not in 0 to 32767: " + number);
        }
    }

    /**
     * Reads a decimal number.
     *
     * @throws IllegalArgumentException if it is none, or out of range
     */
    public static Lun parse(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(
                    "not a LUN (a number from 0 to 32767): " + Shown.of(text));
        }
        return new Lun(Integer.parseInt(text));
    }

    @Override
    public int compareTo(Lun other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
