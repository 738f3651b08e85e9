// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

/** What came of writing to an attribute of the kernel. */
public enum Written {
    /** The kernel took it. */
    DONE,
    /** There is no such attribute, or no longer. */
    ABSENT,
    /** The kernel answered with an error. */
    REFUSED,
    /** No answer by the deadline: it may still take effect. */
    UNKNOWN
}
