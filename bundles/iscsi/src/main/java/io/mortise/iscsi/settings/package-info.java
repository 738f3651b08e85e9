// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/** The room of what can be set: values, where they are read from, and what is wrong with them. */
package io.mortise.iscsi.settings;
