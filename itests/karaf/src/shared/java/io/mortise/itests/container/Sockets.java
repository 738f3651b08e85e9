// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP ports of a process, from proc(5). */
public final class Sockets {
    private static final String LISTENING = "0A";
    private static final Set<String> LOOPBACK =
            Set.of(
                    "0100007F",
                    "0000000000000000FFFF00000100007F",
                    "00000000000000000000000001000000");

    private Sockets() {}

    /** A place where a process listens. */
    public record Listener(String address, int port) {
        /** Whether only this host reaches it. */
        public boolean onLoopback() {
            return LOOPBACK.contains(address);
        }
    }

    /** Where a process listens. */
    public static List<Listener> listeners(long process) throws IOException {
        Path proc = Path.of("/proc", String.valueOf(process));
        Set<String> own = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
            descriptors.forEach(descriptor -> own.add(target(descriptor)));
        }
        var found = new ArrayList<Listener>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(proc.resolve("net").resolve(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[3].equals(LISTENING) && own.contains("socket:[" + fields[9] + "]")) {
                    String[] at = fields[1].split(":");
                    found.add(new Listener(at[0], Integer.parseInt(at[1], 16)));
                }
            }
        }
        return found;
    }

    // a descriptor may be closed by the time it is looked at
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    /** A port that nobody listens on at the moment. */
    public static int free() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
