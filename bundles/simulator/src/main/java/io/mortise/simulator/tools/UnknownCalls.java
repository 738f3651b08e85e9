// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import java.util.ArrayList;
import java.util.List;

/** Calls that no tool here knows how to answer; kept over reboots. */
public final class UnknownCalls {
    private final List<String> calls = new ArrayList<>();

    /** Keeps a call. */
    public void add(String call) {
        calls.add(call);
    }

    /** All of them, oldest first. */
    public List<String> all() {
        return List.copyOf(calls);
    }
}
