// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import io.mortise.simulator.jvm.Transcript;
import java.util.List;
import org.junit.Rule;
import org.junit.rules.TestRule;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/** A story: a world of its own, which is proven to be as it was in the end. */
public abstract class Story {
    private static final int TAIL = Integer.getInteger("mortise.story.tail", 120);

    @Rule public final TestRule tell = this::telling;

    World world;

    private Statement telling(Statement story, Description description) {
        return new Statement() {
            @Override
            public void evaluate() throws Throwable {
                try (World fresh = new World(1)) {
                    world = fresh;
                    story.evaluate();
                    world.verify();
                } catch (Throwable failure) {
                    failure.addSuppressed(new TranscriptOf(world));
                    throw failure;
                }
            }
        };
    }

    /** The end of the transcript, to be read with a failure. */
    static final class TranscriptOf extends AssertionError {
        private static final long serialVersionUID = 1L;

        TranscriptOf(World world) {
            super(tail(world.simulated().transcript()));
            setStackTrace(new StackTraceElement[0]);
        }

        private static String tail(Transcript transcript) {
            List<Transcript.Line> lines =
                    transcript.lines().stream()
                            .filter(
                                    line ->
                                            !line.call()
                                                    .operation()
                                                    .matches(
                                                            "event|read.*|realPath|list|exists|receive|connect|lock|hardLink|makeDirectories"))
                            .toList();
            var text = new StringBuilder("the transcript's end\n");
            lines.subList(Math.max(0, lines.size() - TAIL), lines.size())
                    .forEach(line -> text.append(line).append('\n'));
            return text.toString();
        }
    }
}
