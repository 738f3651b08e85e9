// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Uevent;
import io.mortise.host.Uevent.Source;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The two forms of a notice on a netlink socket. The kernel's is {@code ACTION@DEVPATH} and then
 * its properties, each ended by a NUL (lib/kobject_uevent.c); udev's is a binary header and then
 * the properties (struct monitor_netlink_header in systemd's
 * src/libsystemd/sd-device/device-monitor.c).
 */
final class UeventMessage {
    private static final byte[] UDEV_PREFIX = "libudev\0".getBytes(StandardCharsets.US_ASCII);
    private static final int UDEV_MAGIC = 0xfeedcafe;
    private static final int UDEV_HEADER = 40;

    private UeventMessage() {}

    /** The notice; empty if the bytes are none. */
    static Optional<Uevent> parse(byte[] message) {
        return isUdev(message) ? udev(message) : kernel(message);
    }

    private static boolean isUdev(byte[] message) {
        return message.length >= UDEV_PREFIX.length
                && Arrays.equals(
                        message, 0, UDEV_PREFIX.length, UDEV_PREFIX, 0, UDEV_PREFIX.length);
    }

    private static Optional<Uevent> udev(byte[] message) {
        if (message.length < UDEV_HEADER) {
            return Optional.empty();
        }
        // the magic is in network order, the offsets are in the machine's own
        int magic = ByteBuffer.wrap(message).order(ByteOrder.BIG_ENDIAN).getInt(8);
        ByteBuffer header = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        int offset = header.getInt(16);
        int length = header.getInt(20);
        if (magic != UDEV_MAGIC
                || offset < UDEV_HEADER
                || length < 0
                || offset > message.length - length) {
            return Optional.empty();
        }
        return notice(Source.UDEV, properties(message, offset, offset + length));
    }

    private static Optional<Uevent> kernel(byte[] message) {
        int first = endOfString(message, 0, message.length);
        if (!text(message, 0, first).contains("@/")) {
            return Optional.empty();
        }
        return notice(Source.KERNEL, properties(message, first + 1, message.length));
    }

    private static Optional<Uevent> notice(Source source, Map<String, String> properties) {
        if (!properties.containsKey("ACTION") || !properties.containsKey("DEVPATH")) {
            return Optional.empty();
        }
        return Optional.of(
                new Uevent(
                        source,
                        properties.get("ACTION"),
                        properties.get("DEVPATH"),
                        properties.getOrDefault("SUBSYSTEM", ""),
                        properties));
    }

    private static Map<String, String> properties(byte[] message, int from, int to) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int start = from; start < to; start = endOfString(message, start, to) + 1) {
            String property = text(message, start, endOfString(message, start, to));
            int equals = property.indexOf('=');
            if (equals > 0) {
                properties.put(property.substring(0, equals), property.substring(equals + 1));
            }
        }
        return properties;
    }

    private static int endOfString(byte[] message, int from, int to) {
        int end = from;
        while (end < to && message[end] != 0) {
            end++;
        }
        return end;
    }

    private static String text(byte[] message, int from, int to) {
        return new String(message, from, to - from, StandardCharsets.UTF_8);
    }
}
