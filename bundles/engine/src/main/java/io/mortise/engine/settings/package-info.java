// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of the engine's configuration: what may be set, and how text becomes settings. */
package io.mortise.engine.settings;
