// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/** The room of discovery: asking a portal for the ways to a target, and what the answer means. */
package io.mortise.iscsi.discovery;
