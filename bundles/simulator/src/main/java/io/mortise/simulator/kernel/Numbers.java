// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import java.util.TreeSet;

/** Numbers that are given out lowest first and come back, as the kernel's ida does. */
final class Numbers {
    private final TreeSet<Integer> taken = new TreeSet<>();

    int take() {
        int number = 0;
        while (!taken.add(number)) {
            number++;
        }
        return number;
    }

    void giveBack(int number) {
        taken.remove(number);
    }
}
