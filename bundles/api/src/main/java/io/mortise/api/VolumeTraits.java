// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a caller tells of a volume besides the ways to it.
 *
 * @param volumeId the control plane's own name of it
 * @param accessMode whether it may be written to
 * @param multipath whether it may be handed out without a map, where multipath is wanted
 * @param expectedWwid the identity it must have; an attach of anything else fails with FOREIGN_DATA
 * @param expectedSerial the unit serial number it must have; the same
 * @param notes further properties, kept and shown, never acted on
 */
public record VolumeTraits(
        Optional<String> volumeId,
        AccessMode accessMode,
        MultipathDemand multipath,
        Optional<Wwid> expectedWwid,
        Optional<SerialNumber> expectedSerial,
        Map<String, String> notes) {
    private static final int LONGEST_ID = 255;
    private static final int MOST_NOTED = 16 << 10;

    /** Nothing told: readable and writable, multipath as configured. */
    public static final VolumeTraits NONE =
            new VolumeTraits(
                    Optional.empty(),
                    AccessMode.READ_WRITE,
                    MultipathDemand.CONFIGURED,
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());

    /**
     * @throws IllegalArgumentException if the volume's name is empty, longer than 255 characters or
     *     can't be shown, or the notes have more than 16384 characters together
     */
    public VolumeTraits {
        Objects.requireNonNull(volumeId, "volumeId");
        Objects.requireNonNull(accessMode, "accessMode");
        Objects.requireNonNull(multipath, "multipath");
        Objects.requireNonNull(expectedWwid, "expectedWwid");
        Objects.requireNonNull(expectedSerial, "expectedSerial");
        notes = Map.copyOf(notes);
        if (volumeId.filter(id -> !isName(id)).isPresent()) {
            throw new IllegalArgumentException(
                    "a volume's id has 1 to 255 printable characters: " + Shown.of(volumeId.get()));
        }
        int noted = 0;
        for (Map.Entry<String, String> note : notes.entrySet()) {
            noted += note.getKey().length() + note.getValue().length();
        }
        if (noted > MOST_NOTED) {
            throw new IllegalArgumentException(
                    "unknown properties have %d characters, more than the %d that are kept"
                            .formatted(noted, MOST_NOTED));
        }
    }

    /** The same with another name, or none. */
    public VolumeTraits named(Optional<String> volume) {
        return new VolumeTraits(volume, accessMode, multipath, expectedWwid, expectedSerial, notes);
    }

    private static boolean isName(String id) {
        return !id.isBlank() && id.length() <= LONGEST_ID && Shown.whole(id);
    }
}
