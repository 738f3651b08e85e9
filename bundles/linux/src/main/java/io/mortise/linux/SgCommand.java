// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import com.sun.jna.Memory;
import java.util.Optional;

/**
 * One SCSI command that only reads, in a struct sg_io_hdr (include/scsi/sg.h, 64 bit). All parts
 * lie in one piece of memory, so none can be freed while the kernel works on it. Sent once.
 */
final class SgCommand {
    private static final int COMMAND_AT = 88;
    private static final int COMMAND_LENGTH = 16;
    private static final int SENSE_AT = COMMAND_AT + COMMAND_LENGTH;
    private static final int SENSE_LENGTH = 32;
    private static final int DATA_AT = SENSE_AT + SENSE_LENGTH;
    private static final int SG_DXFER_FROM_DEV = -3;
    private static final int CHECK_CONDITION = 2;
    private static final int UNIT_ATTENTION = 6;
    private static final int CAPACITY_LENGTH = 32;

    private final Memory memory;
    private final int length;

    private SgCommand(byte[] command, int length, int timeoutMillis) {
        this.length = length;
        this.memory = new Memory(DATA_AT + length);
        memory.clear();
        memory.write(COMMAND_AT, command, 0, command.length);
        memory.setInt(0, 'S');
        memory.setInt(4, SG_DXFER_FROM_DEV);
        memory.setByte(8, (byte) command.length);
        memory.setByte(9, (byte) SENSE_LENGTH);
        memory.setInt(12, length);
        memory.setPointer(16, memory.share(DATA_AT));
        memory.setPointer(24, memory.share(COMMAND_AT));
        memory.setPointer(32, memory.share(SENSE_AT));
        memory.setInt(40, timeoutMillis);
    }

    /** INQUIRY for a vital product data page (SPC-4, 6.6.1). */
    static SgCommand inquiry(int page, int length, int timeoutMillis) {
        byte high = (byte) (length >> 8);
        byte[] command = {0x12, 1, (byte) page, high, (byte) length, 0};
        return new SgCommand(command, length, timeoutMillis);
    }

    /** READ CAPACITY (16) (SBC-3, 5.16): a SERVICE ACTION IN (16). */
    static SgCommand capacity(int timeoutMillis) {
        byte[] command = new byte[COMMAND_LENGTH];
        command[0] = (byte) 0x9e;
        command[1] = 0x10;
        command[13] = CAPACITY_LENGTH;
        return new SgCommand(command, CAPACITY_LENGTH, timeoutMillis);
    }

    /** What came; empty if the device, the host adapter or the driver reports any trouble. */
    Optional<byte[]> sendTo(Descriptor device) throws SystemFailure {
        Descriptor.checked(() -> LibC.ioctl(device.number(), LibC.SG_IO, memory), "ioctl SG_IO");
        int status = memory.getByte(64);
        int hostStatus = memory.getShort(68);
        int driverStatus = memory.getShort(70);
        int missing = memory.getInt(72);
        if (status != 0
                || hostStatus != 0
                || driverStatus != 0
                || missing < 0
                || missing > length) {
            return Optional.empty();
        }
        return Optional.of(memory.getByteArray(DATA_AT, length - missing));
    }

    /**
     * Whether the device, instead of carrying the command out, told that something had changed,
     * such as its capacity: it says so once, and the next command is carried out (SAM-5, 5.14).
     */
    boolean metAttention() {
        int form = memory.getByte(SENSE_AT) & 0x7f;
        // fixed format has the sense key in byte 2, descriptor format in byte 1 (SPC-4, 4.5)
        int key = memory.getByte(SENSE_AT + (form >= 0x72 ? 1 : 2)) & 0x0f;
        return memory.getByte(64) == CHECK_CONDITION && key == UNIT_ATTENTION;
    }
}
