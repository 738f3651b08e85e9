// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

/**
 * One way to a volume. Implementations are records; {@code toString} is what people read, and equal
 * paths print the same.
 */
public interface VolumePath {}
