// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * What a client compiles against: volumes, connectors that attach and detach them, and what of them
 * can be seen.
 */
@Export
@Version("1.0.0")
package io.mortise.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
