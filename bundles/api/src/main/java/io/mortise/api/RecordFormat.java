// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import org.osgi.annotation.versioning.ProviderType;

/** Writes the records of this package as JSON, for people's scripts. Thread-safe. */
@ProviderType
public interface RecordFormat {
    /**
     * One record, or a list or map of them; keys in snake_case, absent values left out, values that
     * have a form of their own (portal, IQN, WWID, instant) as text.
     */
    String write(Object records);
}
