// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assume.assumeTrue;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.Test;

public class DaemonSocketTest {
    private static final String REQUEST = "0c00000000000000" + "73686f77206461656d6f6e00";
    private static final String REPLY = "0e00000000000000" + "7069642032343120" + "69646c650a00";

    // the bytes were captured on a little endian machine
    @Test
    public void framesAsMultipathdDoes() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
        assertArrayEquals(HexFormat.of().parseHex(REQUEST), DaemonSocket.frame("show daemon"));
        byte[] reply = HexFormat.of().parseHex(REPLY);
        assertEquals(14, DaemonSocket.length(Arrays.copyOf(reply, 8)));
        assertEquals(
                "pid 241 idle\n", DaemonSocket.text(Arrays.copyOfRange(reply, 8, reply.length)));
    }

    @Test
    public void readsATextWithoutItsZeroByte() {
        assertEquals("ok", DaemonSocket.text("ok".getBytes(StandardCharsets.UTF_8)));
        assertEquals("", DaemonSocket.text(new byte[] {0}));
    }
}
