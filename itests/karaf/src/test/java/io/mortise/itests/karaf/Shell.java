// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;

/** Karaf's shell, as somebody with certain roles types into it. */
final class Shell {
    private final SessionFactory factory;
    private final Subject subject;

    Shell(SessionFactory factory, String... roles) {
        this.factory = factory;
        this.subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal("somebody"));
        for (String role : roles) {
            subject.getPrincipals().add(new RolePrincipal(role));
        }
    }

    /** What a command prints and answers. */
    String type(String command) throws Exception {
        return type(command, "");
    }

    /** The same, with something to read for the command. */
    String type(String command, String input) throws Exception {
        var printed = new ByteArrayOutputStream();
        var screen = new PrintStream(printed, true, StandardCharsets.UTF_8);
        var keyboard = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        Session session = factory.create(keyboard, screen, screen);
        try {
            Object answer = as(() -> session.execute(command));
            return printed.toString(StandardCharsets.UTF_8) + (answer == null ? "" : answer);
        } finally {
            session.close();
        }
    }

    private Object as(PrivilegedExceptionAction<Object> act) throws Exception {
        try {
            return Subject.doAs(subject, act);
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    /** The roles, for messages. */
    @Override
    public String toString() {
        return Set.copyOf(subject.getPrincipals()).toString();
    }
}
