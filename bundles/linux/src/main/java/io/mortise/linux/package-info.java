// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The room of the host port on a real Linux host: processes, files, sockets, ioctls and threads.
 */
package io.mortise.linux;
