// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of attachments as clients see them: from their trails, and as their paths are now. */
package io.mortise.engine.attachments;
