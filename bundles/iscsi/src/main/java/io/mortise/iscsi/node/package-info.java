// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/** The room of open-iscsi: its program iscsiadm, its node records, and the lock on them. */
package io.mortise.iscsi.node;
