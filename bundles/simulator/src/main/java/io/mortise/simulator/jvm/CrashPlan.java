// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import java.util.Objects;

/**
 * When a JVM is to crash.
 *
 * @param call the number of the call; 0 for never
 * @param moment in which part of the call
 * @param children what becomes of the processes it has started
 */
public record CrashPlan(int call, Moment moment, Children children) {
    /** In which part of a call. */
    public enum Moment {
        /** Nothing of it is done. */
        BEFORE,
        /** Part of it is done: bytes without their end, a process with nobody to wait for it. */
        DURING,
        /** All of it is done, and nobody hears of it. */
        AFTER
    }

    /** What becomes of the processes that a JVM has started. */
    public enum Children {
        LIVE_ON,
        DIE
    }

    public static final CrashPlan NEVER = new CrashPlan(0, Moment.BEFORE, Children.LIVE_ON);

    public CrashPlan {
        Objects.requireNonNull(moment, "moment");
        Objects.requireNonNull(children, "children");
    }

    /** Before a call takes effect; the children live on. */
    public static CrashPlan before(int call) {
        return new CrashPlan(call, Moment.BEFORE, Children.LIVE_ON);
    }

    boolean strikes(Call made, Moment now) {
        return made.number() == call && now == moment;
    }
}
