// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.array.ArrayGroup;
import io.mortise.simulator.array.ArrayVolume;
import io.mortise.simulator.array.VitalPages;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A SCSI disk: where it sits, and what the kernel remembers of the volume it found there. */
public final class Disk {
    /** What comes of a command sent to a disk. */
    public enum Answer {
        /** It is carried out. */
        GOOD,
        /** It ends with an error. */
        ERROR,
        /** It waits, and nobody knows for how long. */
        NONE
    }

    private final Session session;
    private final int lun;
    private final int index;
    private final int generic;
    private final long sequence;
    private ArrayVolume remembered;
    private VitalPages pages;
    private long bytes;
    private boolean readOnly;
    private boolean gone;

    Disk(Session session, int lun, int index, int generic, long sequence, ArrayVolume volume) {
        this.session = session;
        this.lun = lun;
        this.index = index;
        this.generic = generic;
        this.sequence = sequence;
        this.remembered = volume;
        this.pages = new VitalPages(volume, session.group().orElseThrow());
        this.bytes = volume.bytes();
    }

    /** The session it was found on. */
    public Session session() {
        return session;
    }

    /** Its LUN. */
    public int lun() {
        return lun;
    }

    /** {@code H:C:T:L}. */
    public String address() {
        return session.host() + ":0:" + session.targetNumber() + ":" + lun;
    }

    /** {@code sdX}. */
    public String name() {
        return "sd" + letters(index);
    }

    /** {@code MAJOR:MINOR}. */
    public String number() {
        return major() + ":" + minor();
    }

    /** The size in bytes that the kernel remembers. */
    public long bytes() {
        return bytes;
    }

    /** The volume that the kernel found here, which may not be the one that is here now. */
    public ArrayVolume remembered() {
        return remembered;
    }

    /** The volume that is here now, if a command gets through to one. */
    public Optional<ArrayVolume> live() {
        return reachable() ? session.group().flatMap(g -> g.volume(lun)) : Optional.empty();
    }

    /** What the kernel says: {@code running}, {@code blocked}, {@code transport-offline}. */
    public String state() {
        return switch (session.state()) {
            case FAILED -> "blocked";
            case GIVEN_UP -> "transport-offline";
            default -> "running";
        };
    }

    /** What would come of a command (TEST UNIT READY) now. */
    public Answer answer() {
        if (!gone && session.stalls()) {
            return Answer.NONE;
        }
        // LIO answers for a missing LUN 0 itself
        boolean good = live().isPresent() || lun == 0 && reachable();
        return good ? Answer.GOOD : Answer.ERROR;
    }

    private boolean reachable() {
        return !gone && session.passes();
    }

    /** It was removed; a map may still have it in its table. */
    void leave() {
        gone = true;
    }

    /** A page as the disk itself answers now; empty for an error. */
    public Optional<byte[]> ask(int page) {
        return session.group()
                .flatMap(
                        group ->
                                live().flatMap(volume -> new VitalPages(volume, group).page(page)));
    }

    /** Its size in bytes as the disk itself answers now, as a long; empty for an error. */
    public Optional<byte[]> capacity() {
        return live().map(
                        volume -> ByteBuffer.allocate(Long.BYTES).putLong(volume.bytes()).array());
    }

    /** What the kernel remembers of the volume's pages. */
    VitalPages pages() {
        return pages;
    }

    /** Whether writes are refused ({@code blockdev --setro}). */
    public boolean readOnly() {
        return readOnly;
    }

    /** Refuses writes, or no longer. */
    public void readOnly(boolean refuses) {
        readOnly = refuses;
    }

    // returns whether the size changed
    boolean learn(ArrayVolume volume, ArrayGroup group) {
        boolean resized = bytes != volume.bytes();
        remembered = volume;
        pages = new VitalPages(volume, group);
        bytes = volume.bytes();
        return resized;
    }

    int index() {
        return index;
    }

    int generic() {
        return generic;
    }

    /** A number that no other block device of this boot has. */
    public long sequence() {
        return sequence;
    }

    String targetPath() {
        return session.devpath() + "/target" + session.host() + ":0:" + session.targetNumber();
    }

    String devpath() {
        return targetPath() + "/" + address();
    }

    // kernel: drivers/scsi/sd.c, sd_major and sd_format_disk_name
    int major() {
        int block = (index & 0xf0) >> 4;
        if (block == 0) {
            return 8;
        }
        return block < 8 ? 64 + block : 120 + block;
    }

    int minor() {
        return (index & 0xf) << 4 | index & 0xfff00;
    }

    private static String letters(int index) {
        String last = Character.toString('a' + index % 26);
        return index < 26 ? last : letters(index / 26 - 1) + last;
    }
}
