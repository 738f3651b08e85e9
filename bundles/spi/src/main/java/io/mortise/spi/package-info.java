// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * What a connector gives the engine and gets from it: steps that can be undone, the trail they
 * stand on, and the frame in which an attach or a detach runs.
 */
@Export
@Version("1.0.0")
package io.mortise.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
