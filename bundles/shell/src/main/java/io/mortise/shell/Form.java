// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell;

/** How a command answers. */
public enum Form {
    /** A table for people. */
    TABLE,
    /** JSON for scripts. */
    JSON
}
