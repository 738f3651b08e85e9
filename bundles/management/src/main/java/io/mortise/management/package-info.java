// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of MXBeans and notifications. */
package io.mortise.management;
