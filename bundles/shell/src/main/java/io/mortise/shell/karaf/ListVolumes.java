// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.karaf;

import io.mortise.shell.Console;
import io.mortise.shell.Form;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code volume:list}. */
@Service
@Command(scope = "volume", name = "list", description = "Lists the attached volumes.")
public class ListVolumes extends Answering {
    @Override
    protected String answer(Console all, Form form) {
        return all.list(form);
    }
}
