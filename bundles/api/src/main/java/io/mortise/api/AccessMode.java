// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

/** Whether the volume may be written to. */
public enum AccessMode {
    READ_WRITE,
    READ_ONLY
}
