// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.karaf;

import io.mortise.shell.Console;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.AggregateCompleter;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes the ids of attachments, and files. */
@Service
public class IdsAndFiles implements Completer {
    @Reference private Console console;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return of(console.ids()).complete(session, line, candidates);
    }

    // Karaf asks for this one where there is a terminal, and completes files only here
    @Override
    public void completeCandidates(Session session, CommandLine line, List<Candidate> candidates) {
        of(console.ids()).completeCandidates(session, line, candidates);
    }

    static Completer of(List<String> ids) {
        return new AggregateCompleter(List.of(new StringsCompleter(ids), new FileCompleter()));
    }
}
