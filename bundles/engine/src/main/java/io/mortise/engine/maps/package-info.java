// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of multipath maps: taking one apart without losing data, and showing all there are. */
package io.mortise.engine.maps;
