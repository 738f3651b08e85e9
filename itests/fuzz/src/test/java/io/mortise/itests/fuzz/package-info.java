// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/**
 * Bad input: for each parser and door a target that takes any bytes and says what must hold for
 * them. Every build plays the kept corpus and the captured outputs through them; the profile {@code
 * fuzz} looks for more with Jazzer. A target stands in the package of what it feeds, so that it
 * reaches what no bundle exports.
 */
package io.mortise.itests.fuzz;
