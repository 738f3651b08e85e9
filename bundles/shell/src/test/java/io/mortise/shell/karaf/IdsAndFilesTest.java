// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.karaf;

import static org.junit.Assert.assertEquals;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.junit.Test;

public class IdsAndFilesTest {
    private static final String ID = "pomegranat";

    @Test
    public void anIdAndAFileAreCompleted() {
        assertEquals(List.of(ID, "pom.xml"), completed("pom"));
        assertEquals(List.of("pom.xml"), completed("pom.").stream().sorted().toList());
    }

    private static List<String> completed(String word) {
        var session =
                (Session)
                        Proxy.newProxyInstance(
                                Session.class.getClassLoader(),
                                new Class<?>[] {Session.class},
                                (proxy, method, arguments) -> null);
        var candidates = new ArrayList<Candidate>();
        IdsAndFiles.of(List.of(ID)).completeCandidates(session, new Line(word), candidates);
        return candidates.stream()
                .map(Candidate::value)
                .filter(each -> each.startsWith(word))
                .toList();
    }

    /** A line with one word, which the cursor stands behind. */
    private record Line(String word) implements CommandLine {
        @Override
        public int getCursorArgumentIndex() {
            return 0;
        }

        @Override
        public String getCursorArgument() {
            return word;
        }

        @Override
        public int getArgumentPosition() {
            return word.length();
        }

        @Override
        public String[] getArguments() {
            return new String[] {word};
        }

        @Override
        public int getBufferPosition() {
            return word.length();
        }

        @Override
        public String getBuffer() {
            return word;
        }
    }
}
