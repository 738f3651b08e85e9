// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import io.mortise.itests.container.Sockets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The folder for plain Felix, copied to where it may be changed, and what bin/mortise-felix makes
 * of it.
 */
final class Layout {
    private static final long LIMIT = 300;

    private final Path home;

    private Layout(Path home) {
        this.home = home;
    }

    static Layout copied(Path home) throws IOException {
        Path from = Path.of(System.getProperty("mortise.bundles")).getParent();
        Path realHost = from.resolve("bundle");
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.skip(1).filter(path -> !path.startsWith(realHost)).toList()) {
                Files.copy(each, home.resolve(from.relativize(each).toString()));
            }
        }
        return new Layout(home);
    }

    Path file(String name) {
        return home.resolve(name);
    }

    /** Opens JMX as the manual says, on a port that is free; the port. */
    int openJmx(String passwords) throws IOException {
        int port = Sockets.free();
        Path properties = file("conf/jmx.properties");
        String changed = Files.readString(properties).replaceAll("port=\\d+", "port=" + port);
        Files.writeString(properties, changed);
        Files.writeString(file("etc/jmxremote.password"), passwords);
        return port;
    }

    /** Starts it on the simulator; what it prints goes together. */
    Running start() throws IOException {
        var command = List.of(file("bin/mortise-felix").toString(), "--simulator");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(LIMIT, TimeUnit.SECONDS)
                .execute(process::destroyForcibly);
        return new Running(process, process.outputWriter(), process.inputReader());
    }

    /** The process, and its shell that reads from a pipe. It ends when its input does. */
    record Running(Process process, Writer keyboard, BufferedReader screen)
            implements AutoCloseable {
        private static final String MARK = "so-far";

        /** What is printed up to the end of a command, and before it what was not read yet. */
        String type(String command) throws IOException {
            keyboard.write(command + "\necho " + MARK + "\n");
            keyboard.flush();
            var printed = new StringBuilder();
            for (String line = screen.readLine(); line != null; line = screen.readLine()) {
                if (line.endsWith(MARK)) {
                    return printed.toString();
                }
                printed.append(line).append('\n');
            }
            throw new AssertionError("it ended after " + command + ":\n" + printed);
        }

        /** What it prints when it ends by itself, and not well. */
        String failure() throws IOException, InterruptedException {
            String printed = String.join("\n", screen.lines().toList());
            if (process.waitFor() == 0) {
                fail("it ended well:\n" + printed);
            }
            return printed;
        }

        /** Ends its input. */
        @Override
        public void close() throws IOException {
            keyboard.close();
            String rest = String.join("\n", screen.lines().toList());
            assertEquals(rest, 0, process.onExit().join().exitValue());
            assertTrue(rest, rest.contains("stopping framework"));
        }
    }
}
