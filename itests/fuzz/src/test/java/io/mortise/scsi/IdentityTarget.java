// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.scsi;

import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import java.util.stream.Stream;

/** Vital product data, as bytes of a disk and as text of the kernel. */
public final class IdentityTarget {
    private IdentityTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Stream.concat(
                        DeviceIdentification.wwid(data).stream(),
                        SysfsWwid.wwid(new Input(data).text()).stream())
                .forEach(
                        wwid -> {
                            Must.readable(wwid.text());
                            Must.hold(wwid.text().matches("[0-9A-Za-z][!-.0-~]+"), "a WWID");
                        });
        UnitSerial.of(data).ifPresent(serial -> Must.readable(serial.toString()));
    }
}
