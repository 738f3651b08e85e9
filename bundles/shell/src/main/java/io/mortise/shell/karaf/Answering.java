// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.shell.karaf;

import io.mortise.shell.Console;
import io.mortise.shell.Form;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;

/**
 * A command that prints its answer. It does not return it: Karaf's client, unlike its shell, drops
 * what a command returns.
 */
public abstract class Answering implements Action {
    @Reference private Console console;

    @Reference private Session session;

    @Option(name = "--json", description = "Answer as JSON")
    private boolean json;

    @Override
    public final Object execute() {
        session.getConsole().println(answer(console, json ? Form.JSON : Form.TABLE));
        return null; // nothing more to print
    }

    /** What to print. */
    protected abstract String answer(Console all, Form form);

    /** The session that the command was typed in. */
    protected final Session session() {
        return session;
    }
}
