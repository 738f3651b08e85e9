// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/**
 * The room of the engine as a whole: operations, trails, journal, locks, recovery and attachments
 * put together, as services of a container or for a plain program.
 */
package io.mortise.engine;
