// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/** Multipath maps, and the daemon and the tool that make them (multipath-tools). */
@Export
@Version("1.0.0")
package io.mortise.scsi.multipath;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
