// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The paths that were still coming up as an attach handed its device out. They stand on the trail
 * all the time. The engine waits for them in a task of its own, which holds none of the volume's
 * locks; a detach, and the engine's end, cancel that task and wait for it. Used by one task.
 */
@ConsumerType
public interface LatePaths {
    /**
     * Joins each path that comes up to the device, once it is proven to lead to the same volume,
     * and walks each back that does not. Ends when none is open any more, or soon after the
     * operation's deadline has passed: then what still was open is walked back. If the deadline was
     * expired, that is left to the engine. When it returns, nothing of it goes on: what can't be
     * cancelled, as a login, was waited for, at most until {@link Operation#last()}. Never throws
     * for what the host does.
     *
     * @return the attachment as it is then; {@link io.mortise.api.PathState#PENDING} for paths that
     *     are left to the engine
     */
    Built await(Operation operation);
}
