// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/** The room of the steps that an iSCSI attachment does to the host, and of undoing them. */
package io.mortise.iscsi.step;
