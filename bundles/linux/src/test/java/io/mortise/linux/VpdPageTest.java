// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.Test;

/** Pages as a LIO disk of a lab guest answered them. */
public class VpdPageTest {
    private static final String PAGES = "0000000800808386b0b1b2b3";
    private static final String SERIAL =
            "0080002561306231633264332d653466352d346136622d386337642d"
                    + "30303030303030303030303100";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    public void whatFollowsThePageIsCutOff() {
        byte[] page = bytes(SERIAL);
        byte[] answer = Arrays.copyOf(page, 252);
        assertEquals(page.length, VpdPage.statedLength(answer));
        assertArrayEquals(page, VpdPage.cut(answer, 0x80).orElseThrow());
    }

    @Test
    public void anotherPageThanAskedForIsNoAnswer() {
        assertEquals(Optional.empty(), VpdPage.cut(bytes(PAGES), 0x83));
        assertEquals(12, VpdPage.cut(bytes(PAGES), 0x00).orElseThrow().length);
    }

    @Test
    public void lessThanThePageStatesIsNoAnswer() {
        byte[] page = bytes(SERIAL);
        for (int length = 0; length < page.length; length++) {
            assertEquals(Optional.empty(), VpdPage.cut(Arrays.copyOf(page, length), 0x80));
        }
    }

    @Test
    public void aLogicalUnitThatIsNotThereIsNoAnswer() {
        assertEquals(Optional.empty(), VpdPage.cut(bytes("7f83000401020304"), 0x83));
        assertEquals(Optional.empty(), VpdPage.cut(bytes("2083000401020304"), 0x83));
    }

    @Test
    public void aLengthOfTwoBytesIsRead() {
        byte[] page = new byte[4 + 0x1ff];
        page[1] = (byte) 0x83;
        page[2] = 1;
        page[3] = (byte) 0xff;
        assertEquals(page.length, VpdPage.cut(page, 0x83).orElseThrow().length);
    }
}
