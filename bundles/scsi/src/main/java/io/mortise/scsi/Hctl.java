// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.Shown;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a SCSI device sits, in the kernel's numbers. Host numbers are given anew at each login and
 * each boot, so this never goes into a journal.
 *
 * @param host the number of the SCSI host
 * @param channel the channel, 0 for iSCSI
 * @param target the target's number on the host, 0 for iSCSI
 * @param lun the kernel's number of the LUN, of 64 bits without a sign
 */
public record Hctl(int host, int channel, int target, long lun) implements Comparable<Hctl> {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,9}):(\\d{1,9}):(\\d{1,9}):(\\d{1,20})");
    private static final Comparator<Hctl> ORDER =
            Comparator.comparingInt(Hctl::host)
                    .thenComparingInt(Hctl::channel)
                    .thenComparingInt(Hctl::target)
                    .thenComparing(Hctl::lun, Long::compareUnsigned);

    public Hctl {
        if (host < 0 || channel < 0 || target < 0) {
            throw new IllegalArgumentException(
                    "negative in " + host + ":" + channel + ":" + target);
        }
    }

    /**
     * Reads {@code 2:0:0:1}.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    public static Hctl parse(String text) {
        return ifSo(text)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "not host:channel:target:lun: " + Shown.of(text)));
    }

    /** Reads {@code 2:0:0:1}; empty if it is not of that form. */
    public static Optional<Hctl> ifSo(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Hctl(
                            Integer.parseInt(matcher.group(1)),
                            Integer.parseInt(matcher.group(2)),
                            Integer.parseInt(matcher.group(3)),
                            Long.parseUnsignedLong(matcher.group(4))));
        } catch (NumberFormatException beyond64Bits) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(Hctl other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return host + ":" + channel + ":" + target + ":" + Long.toUnsignedString(lun);
    }
}
