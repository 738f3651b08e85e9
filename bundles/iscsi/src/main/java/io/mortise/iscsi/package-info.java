// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The room of the iSCSI connector: the services that it offers, and how a plain program puts it
 * together.
 */
package io.mortise.iscsi;
