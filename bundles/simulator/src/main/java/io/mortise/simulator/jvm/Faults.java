// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

/** Decides before each call whether and how it goes wrong. Called while holding the baton. */
@FunctionalInterface
public interface Faults {
    /** All goes well. */
    Faults NONE = call -> Fault.PASS;

    Fault of(Call call);

    /** One fault, at the call of that number. */
    static Faults at(int number, Fault fault) {
        return call -> call.number() == number && !call.isEvent() ? fault : Fault.PASS;
    }

    /** One fault, at the event of that number. */
    static Faults atEvent(int number, Fault fault) {
        return call -> call.number() == number && call.isEvent() ? fault : Fault.PASS;
    }
}
