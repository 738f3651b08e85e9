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

    /** How far it has come, or gone. */
    enum Stage {
        /** There is a SCSI device, which is asked what it is; no block device yet. */
        PROBED,
        /** There is a block device. */
        STANDING,
        /** It is being deleted: its block device is there, but nobody finds it by its address. */
        LEAVING,
        /** The block device has gone, and the kernel finishes with what is left. */
        BARE,
        /** There is nothing any more. */
        GONE
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
    private Stage stage = Stage.PROBED;
    private Runnable onceProbed = () -> {};

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
        if (!goes() && session.stalls()) {
            return Answer.NONE;
        }
        // LIO answers for a missing LUN 0 itself
        boolean good = live().isPresent() || lun == 0 && reachable();
        return good ? Answer.GOOD : Answer.ERROR;
    }

    private boolean reachable() {
        return !goes() && session.passes();
    }

    // drivers/scsi/scsi_lib.c, scsi_device_state_check: no command from SDEV_CANCEL on
    private boolean goes() {
        return stage.compareTo(Stage.LEAVING) >= 0;
    }

    Stage stage() {
        return stage;
    }

    /** A map may have it in its table whatever becomes of it. */
    void stage(Stage reached) {
        stage = reached;
    }

    /** Whether there is a block device. */
    boolean hasBlock() {
        return stage == Stage.STANDING || stage == Stage.LEAVING;
    }

    /** Has something wait until it was asked what it is. */
    void onceProbed(Runnable then) {
        onceProbed = then;
    }

    /** There is nothing of it any more. */
    void end() {
        stage = Stage.GONE;
        wasProbed();
    }

    /** It was asked what it is. */
    void stand() {
        stage = Stage.STANDING;
        if (!session.passes()) {
            bytes = 0; // it did not say
        }
        wasProbed();
    }

    private void wasProbed() {
        Runnable then = onceProbed;
        onceProbed = () -> {};
        then.run();
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
