// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.karaf;

import io.mortise.api.Owner;
import io.mortise.shell.Console;
import io.mortise.shell.Form;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code volume:attach}. */
@Service
@Command(
        scope = "volume",
        name = "attach",
        description = "Attaches a volume from connection information.")
public class AttachVolume extends FromInformation {
    public AttachVolume() {
        super("volume:attach");
    }

    @Override
    String answer(Console all, String information, Session session, Owner owner, Form form) {
        return all.attach(information, session.getKeyboard(), owner, form);
    }
}
