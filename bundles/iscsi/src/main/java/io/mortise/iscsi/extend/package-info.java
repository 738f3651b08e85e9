// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of volumes that have grown on their array. */
package io.mortise.iscsi.extend;
