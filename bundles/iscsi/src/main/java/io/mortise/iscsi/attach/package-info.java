// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The room of the story of an attach: sessions, disks and a map, side by side where they can be.
 */
package io.mortise.iscsi.attach;
