// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.junit.Assert.fail;

import io.mortise.itests.container.Sockets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Our distribution, unpacked as a user would, with ports that are free. */
final class Installation {
    private static final long LIMIT = 300;

    private final Path home;

    private int ssh;

    private Installation(Path home) {
        this.home = home;
    }

    /** Where it was unpacked. */
    Path home() {
        return home;
    }

    /** The port of ssh. */
    int ssh() {
        return ssh;
    }

    /** What a command printed, and how it ended. */
    record Ended(int status, String out, String err) {
        String all() {
            return out + err;
        }
    }

    static Installation unpacked(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var tar =
                new ProcessBuilder(
                                "tar",
                                "xzf",
                                Containers.property("mortise.distribution"),
                                "--strip-components=1",
                                "-C",
                                folder.toString())
                        .inheritIO()
                        .start();
        if (tar.waitFor() != 0) {
            fail("the distribution could not be unpacked");
        }
        var installation = new Installation(folder);
        installation.ssh = installation.set("org.apache.karaf.shell.cfg", "sshPort");
        installation.set("org.apache.karaf.management.cfg", "rmiRegistryPort");
        installation.set("org.apache.karaf.management.cfg", "rmiServerPort");
        return installation;
    }

    private int set(String file, String port) throws IOException {
        Path path = home.resolve("etc").resolve(file);
        String text = Files.readString(path);
        int free = Sockets.free();
        String changed = text.replaceFirst("(?m)^" + port + " *=.*$", port + "=" + free);
        if (changed.equals(text)) {
            fail(file + " has no " + port);
        }
        Files.writeString(path, changed);
        return free;
    }

    /** Runs bin/mortise with no input, to its end. */
    Ended mortise(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/mortise").toString()));
        command.addAll(List.of(arguments));
        Path out = home.resolve("test.out");
        Path err = home.resolve("test.err");
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process =
                builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        if (!process.waitFor(LIMIT, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            fail(command + " hangs; it printed " + Files.readString(out) + Files.readString(err));
        }
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
