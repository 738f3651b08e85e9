// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.demo;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.PathReport;
import io.mortise.api.PathState;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.fabric.Leftovers;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.felix.service.command.CommandSession;

/**
 * Types commands into a session, each shown before its answer, and waits between them until the
 * host shows what the next one is to show.
 */
final class WalkThrough {
    private static final String VOLUME = "example";
    private static final String PORTAL = "10.10.2.2:3260";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CommandSession session;
    private final PrintStream screen;
    private final Fabric fabric;
    private final Sight sight;

    WalkThrough(CommandSession session, Fabric fabric, Sight sight) {
        this.session = session;
        this.screen = session.getConsole();
        this.fabric = fabric;
        fabric.latencies(Latencies.ordinary());
        this.sight = sight;
    }

    /** Attaches the example volume; gives the attachment's id. */
    String attach() {
        Path file = folder().resolve("example.json");
        say("An imagined array offers a volume over four portals.");
        type("simulator:example " + file);
        type("simulator:list");
        say("Attach it: four sessions, four disks, one multipath map.");
        type("volume:attach " + file);
        String id =
                await(
                        "the volume is attached over four paths",
                        each -> each.state() == AttachmentState.ATTACHED && active(each) == 4);
        sight.await("there are four sessions", seen -> seen.sessions().size() >= 4, PATIENCE);
        type("session:list");
        type("multipath:list");
        return id;
    }

    /** Pulls the cable of a portal and plugs it in again. */
    void loseAndRegainPath(String id) {
        say("Pull the cable of one portal, and wait until multipathd has failed the path.");
        type("simulator:cut " + PORTAL);
        await("the path through " + PORTAL + " has failed", each -> failed(each, PORTAL));
        type("volume:show " + id);
        type("multipath:list");
        say("Plug it in again, and wait until all four paths carry data.");
        type("simulator:mend " + PORTAL);
        await("all four paths are active again", each -> active(each) == 4);
        sight.await(
                "all sessions are logged in again",
                seen -> seen.sessions().stream().allMatch(s -> s.state().equals("LOGGED_IN")),
                PATIENCE);
        type("volume:show " + id);
    }

    /** Detaches the volume and looks at what is left on the host, which is nothing. */
    void detach(String id) {
        say("Detach it: map, disks, sessions, node records.");
        type("volume:detach " + id);
        Leftovers left = fabric.leftovers();
        List<String> damage = fabric.damage();
        List<String> unknown = fabric.unknownCalls();
        if (!left.isEmpty() || !damage.isEmpty() || !unknown.isEmpty()) {
            throw new IllegalStateException(
                    "The host is not as it was before: left "
                            + left
                            + ", damage "
                            + damage
                            + ", calls that no tool knows "
                            + unknown);
        }
        say("The host is as it was before.");
    }

    private String await(String wanted, Predicate<Attachment> wish) {
        Sight.Seen seen =
                sight.await(wanted, now -> example(now).filter(wish).isPresent(), PATIENCE);
        return example(seen).orElseThrow().id().text();
    }

    private static Optional<Attachment> example(Sight.Seen seen) {
        return seen.attachments().stream()
                .filter(each -> each.connection().volumeId().equals(Optional.of(VOLUME)))
                .findFirst();
    }

    private static long active(Attachment attachment) {
        return attachment.paths().stream().filter(path -> path.state() == PathState.ACTIVE).count();
    }

    private static boolean failed(Attachment attachment, String portal) {
        return attachment.paths().stream()
                .filter(path -> path.path().toString().startsWith(portal + " "))
                .map(PathReport::state)
                .anyMatch(PathState.FAILED::equals);
    }

    private void say(String text) {
        screen.println();
        screen.println("# " + text);
        screen.flush();
    }

    private void type(String command) {
        screen.println();
        screen.println("> " + command);
        screen.flush();
        try {
            Object answer = session.execute(command);
            if (answer != null) {
                screen.println(answer);
            }
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IllegalStateException(command + " failed: " + failure.getMessage(), failure);
        }
        screen.flush();
    }

    // Karaf's own data folder, which is thrown away with what the demo runs on
    private static Path folder() {
        String fallback = System.getProperty("java.io.tmpdir");
        return Path.of(System.getProperty("karaf.data", fallback));
    }
}
