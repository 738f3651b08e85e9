// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/** The room of iSCSI sessions as the kernel shows them in sysfs. */
package io.mortise.iscsi.session;
