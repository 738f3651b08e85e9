// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * SCSI disks as Linux shows them: where they sit, what they are, who uses them, and how they come
 * and go. For every transport that brings SCSI disks.
 */
@Export
@Version("1.0.0")
package io.mortise.scsi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
