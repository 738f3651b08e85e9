// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class SecretTest {
    private static final String WORD = "open sesame 42";

    // peers C.41
    @Test
    public void nothingShowsIt() {
        var secret = Secret.of(WORD.toCharArray());
        var chap = Chap.oneWay(new ChapUser("ali", secret));
        var access = new IscsiAccess(Optional.of(chap), Optional.empty());
        for (Object shown : List.of(secret, chap, access)) {
            assertFalse(shown.toString(), shown.toString().contains("sesame"));
        }
    }

    @Test
    public void whatIsNoneIsRefusedWithoutShowingIt() {
        for (String bad :
                List.of("", " sesame", "sesame ", "ses\u00e4me", "s".repeat(256), "<empty>")) {
            var refused =
                    assertThrows(
                            IllegalArgumentException.class, () -> Secret.of(bad.toCharArray()));
            assertFalse(refused.getMessage(), refused.getMessage().contains("ses"));
        }
        assertThrows(IllegalArgumentException.class, () -> Secret.inFile("relative"));
    }

    @Test
    public void itIsACopyAndIsGoneWhenWiped() {
        char[] given = WORD.toCharArray();
        var secret = Secret.of(given);
        given[0] = 'x';
        assertArrayEquals(WORD.toCharArray(), secret.reveal());
        secret.reveal()[0] = 'x';
        assertArrayEquals(WORD.toCharArray(), secret.reveal());
        secret.wipe();
        assertThrows(IllegalStateException.class, secret::reveal);
    }
}
