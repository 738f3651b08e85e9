// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.array;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a LUN of LIO (kernel 6.1, iblock) answers to INQUIRY. Byte for byte as seen in the lab, but
 * for serial number, target and portal group.
 */
public final class VitalPages {
    private static final HexFormat HEX = HexFormat.of();

    private final ArrayVolume volume;
    private final ArrayGroup group;

    public VitalPages(ArrayVolume volume, ArrayGroup group) {
        this.volume = volume;
        this.group = group;
    }

    /** A page with its header; empty if LIO has no such page, which is an error of the command. */
    public Optional<byte[]> page(int code) {
        return switch (code) {
            case 0x00 -> Optional.of(HEX.parseHex("000000080080838" + "6b0b1b2b3"));
            case 0x80 -> Optional.of(framed(0x80, text(volume.serial() + "\0")));
            case 0x83 -> Optional.of(framed(0x83, designators()));
            case 0xb0 -> Optional.of(HEX.parseHex("00b000100101000100000a0000000a0000000000"));
            case 0xb1 ->
                    Optional.of(framed(0xb1, ByteBuffer.allocate(60).put(1, (byte) 1).array()));
            case 0xb2 -> Optional.of(HEX.parseHex("00b2000400000000"));
            default -> Optional.empty();
        };
    }

    /** The standard INQUIRY data. */
    public byte[] standard() {
        var data = ByteBuffer.allocate(96);
        data.put(HEX.parseHex("000006025bb80002"));
        data.put(text("LIO-ORG IBLOCK          4.0 "));
        data.position(59).put(HEX.parseHex("a009600460" + "04c0"));
        return data.array();
    }

    private byte[] designators() {
        var all = new ByteArrayOutputStream();
        String target = group.target().name();
        if (!volume.anonymous()) {
            add(all, 0x01, 0x03, HEX.parseHex(volume.naa()));
            add(all, 0x02, 0x01, text("LIO-ORG IBLOCK:" + volume.serial() + "\0"));
        }
        add(all, 0x51, 0x94, ByteBuffer.allocate(4).putInt(1).array());
        add(all, 0x51, 0x95, new byte[4]);
        add(all, 0x01, 0x06, new byte[4]);
        add(all, 0x53, 0x98, padded(target + ",t,0x" + String.format("%04x", group.tag())));
        add(all, 0x53, 0xa8, padded(target));
        return all.toByteArray();
    }

    private static void add(ByteArrayOutputStream all, int codeSet, int type, byte[] designator) {
        all.write(codeSet);
        all.write(type);
        all.write(0);
        all.write(designator.length);
        all.writeBytes(designator);
    }

    // names end with a zero byte and fill a multiple of four
    private static byte[] padded(String name) {
        byte[] bytes = text(name);
        return ByteBuffer.allocate((bytes.length / 4 + 1) * 4).put(bytes).array();
    }

    private static byte[] framed(int code, byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .put((byte) 0)
                .put((byte) code)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static byte[] text(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}
