// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The port: what Mortise needs of an operating system. Implemented once on a real Linux host and
 * once by the simulator; nothing else starts a process, opens a file, reads a clock or starts a
 * thread.
 */
@Export
@Version("1.0.0")
package io.mortise.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
