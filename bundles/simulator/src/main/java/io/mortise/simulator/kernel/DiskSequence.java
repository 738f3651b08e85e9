// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

/** Numbers of block devices that are never used again in a boot. */
final class DiskSequence {
    private long last;

    long next() {
        return ++last;
    }
}
