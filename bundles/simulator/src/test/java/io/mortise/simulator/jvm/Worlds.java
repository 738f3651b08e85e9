// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Deadline;
import io.mortise.simulator.machine.Process;
import io.mortise.simulator.machine.Program;
import java.time.Duration;
import java.util.function.ToIntFunction;

/** Small programs and waits for the tests of this package. */
final class Worlds {
    private Worlds() {}

    static Program program(String name, ToIntFunction<Process> body) {
        return new Program() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int run(Process process) {
                return body.applyAsInt(process);
            }
        };
    }

    static Deadline in(Incarnation jvm, Duration time) {
        return jvm.tasks().deadline(time);
    }

    static void pause(Incarnation jvm, Duration time) {
        jvm.tasks().await(jvm.tasks().signal("pause"), 0, in(jvm, time));
    }
}
