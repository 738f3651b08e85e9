// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import java.time.Duration;

/**
 * When iscsid gives a login up. Measured in the lab with open-iscsi 2.1.8: it goes on until an
 * attempt ends at or after login_timeout x initial_login_retry_max; what differs is when attempts
 * end.
 */
enum Patience {
    /**
     * Nothing answers: attempts end after the time-out; before the second there is a pause of 2 s.
     */
    SILENT {
        @Override
        Duration attempt(int number, Duration timeout) {
            return timeout.multipliedBy(number).plusSeconds(number > 1 ? 2 : 0);
        }
    },
    /** Each connection is reset: attempts end after 3, 5, 8, 11 ... s. */
    RESET {
        @Override
        Duration attempt(int number, Duration timeout) {
            return Duration.ofSeconds(number == 1 ? 3 : 3L * number - 1);
        }
    },
    /** The target turns the login away for now: every 2 s. */
    TURNED_AWAY {
        @Override
        Duration attempt(int number, Duration timeout) {
            return Duration.ofSeconds(2L * number);
        }
    };

    /** When an attempt ends, counted from the beginning of the first. */
    abstract Duration attempt(int number, Duration timeout);

    Duration untilGivenUp(LoginTerms terms) {
        Duration limit = terms.timeout().multipliedBy(Math.max(1, terms.tries()));
        int number = 1;
        while (attempt(number, terms.timeout()).compareTo(limit) < 0) {
            number++;
        }
        return attempt(number, terms.timeout());
    }
}
