// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of recovery: finishing what a crash, a stop or a missing connector left half way. */
package io.mortise.engine.recovery;
