// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of the trails in memory: which there are, what they claim, and writing them on. */
package io.mortise.engine.trails;
