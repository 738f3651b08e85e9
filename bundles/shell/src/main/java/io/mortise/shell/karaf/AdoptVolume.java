// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.karaf;

import io.mortise.api.Owner;
import io.mortise.shell.Console;
import io.mortise.shell.Form;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code volume:adopt}. */
@Service
@Command(
        scope = "volume",
        name = "adopt",
        description = "Takes on a volume that others attached, from its connection information.")
public class AdoptVolume extends FromInformation {
    public AdoptVolume() {
        super("volume:adopt");
    }

    @Override
    String answer(Console all, String information, Session session, Owner owner, Form form) {
        return all.adopt(information, session.getKeyboard(), owner, form);
    }
}
