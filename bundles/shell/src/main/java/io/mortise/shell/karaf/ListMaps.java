// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.karaf;

import io.mortise.shell.Console;
import io.mortise.shell.Form;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code multipath:list}. */
@Service
@Command(
        scope = "multipath",
        name = "list",
        description = "Lists the multipath maps, whoever made them.")
public class ListMaps extends Answering {
    @Override
    protected String answer(Console all, Form form) {
        return all.maps(form);
    }
}
