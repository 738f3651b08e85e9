// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.OptionalInt;
import org.junit.Test;

public class UeventSenderTest {
    private static final OptionalInt ROOT = OptionalInt.of(0);

    @Test
    public void theKernelAndRootAsUdevAreBelieved() {
        assertTrue(new UeventSender(0, 1, ROOT).believed());
        assertTrue(new UeventSender(4711, 2, ROOT).believed());
    }

    @Test
    public void aProcessThatPlaysTheKernelIsNot() {
        assertFalse(new UeventSender(4711, 1, ROOT).believed());
    }

    @Test
    public void whatWasSentToThisSocketAloneIsNot() {
        assertFalse(new UeventSender(0, 0, ROOT).believed());
        assertFalse(new UeventSender(4711, 0, ROOT).believed());
    }

    @Test
    public void anotherUserOrNobodyKnownIsNot() {
        assertFalse(new UeventSender(4711, 2, OptionalInt.of(1000)).believed());
        assertFalse(new UeventSender(4711, 2, OptionalInt.empty()).believed());
        assertFalse(new UeventSender(0, 1, OptionalInt.empty()).believed());
    }
}
