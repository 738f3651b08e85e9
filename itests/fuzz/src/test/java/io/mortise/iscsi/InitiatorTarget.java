// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.iscsi;

import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;

/** {@code initiatorname.iscsi}, and connection information as the journal has it. */
public final class InitiatorTarget {
    private InitiatorTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var input = new Input(data);
        Initiator.name(input.text()).ifPresent(name -> Must.readable(name.toString()));
        var fields = new java.util.TreeMap<String, String>();
        for (String part : input.texts()) {
            int sign = part.indexOf('=');
            if (sign > 0) {
                fields.put(part.substring(0, sign), part.substring(sign + 1));
            }
        }
        var codec = new IscsiCodec();
        Must.failOnlyWith(IllegalArgumentException.class, () -> codec.read(fields))
                .ifPresent(
                        read ->
                                Must.equal(
                                        read, codec.read(codec.write(read)), "written and read"));
    }
}
