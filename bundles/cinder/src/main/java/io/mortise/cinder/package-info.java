// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of connection information as Cinder's JSON. */
package io.mortise.cinder;
