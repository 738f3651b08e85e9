// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.watch;

/** What listeners are told of. */
enum Topic {
    ATTACHMENTS,
    SESSIONS,
    MAPS
}
