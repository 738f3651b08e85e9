// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/**
 * The room of the house rules as tests: directions, manifests, rooms, names, sizes, configuration
 * keys.
 */
package io.mortise.itests.architecture;
