// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/**
 * The room of the trails on disk: one file per attachment, its lines, and what they come to when
 * read again.
 */
package io.mortise.engine.journal;
