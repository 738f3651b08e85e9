// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

/** The number of a device as stat(2) gives it, glibc's {@code dev_t}. */
final class DeviceNumber {
    private DeviceNumber() {}

    /** As sysfs writes it: {@code 253:0}. */
    static String text(long number) {
        long major = number >>> 8 & 0xfff | number >>> 32 & 0xfffff000L;
        long minor = number & 0xff | number >>> 12 & 0xffffff00L;
        return major + ":" + minor;
    }
}
