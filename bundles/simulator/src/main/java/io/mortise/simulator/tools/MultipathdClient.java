// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.daemons.MultipathdRequests;
import io.mortise.simulator.machine.Process;
import java.util.stream.Collectors;

/** multipathd as a command: passes its words on to the daemon and prints the answer. */
public final class MultipathdClient extends Tool {
    public MultipathdClient(Surroundings around) {
        super(around);
    }

    @Override
    public String name() {
        return "multipathd";
    }

    @Override
    int work(Process process) {
        if (!around().multipathd().running()) {
            return 1;
        }
        // the client's buffer ends with a blank and a line end, which only shows in the help
        String request =
                process.argv().stream()
                        .skip(1)
                        .map(word -> word.indexOf(' ') >= 0 ? "\"" + word + "\"" : word)
                        .collect(Collectors.joining(" ", "", " \n"));
        String answer =
                new MultipathdRequests(around().multipathd(), around().unknown()::add)
                        .answer(request);
        process.out(answer);
        return answer.equals("fail\n") ? 1 : 0;
    }
}
