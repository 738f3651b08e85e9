// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Where the distribution listens, and whom it lets in, started as it was unpacked. */
public class ListeningIT {
    @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String LISTENING = "0A";
    private static final Set<String> LOOPBACK =
            Set.of(
                    "0100007F",
                    "0000000000000000FFFF00000100007F",
                    "00000000000000000000000001000000");

    private static Path home;
    private static Installation installation;

    @BeforeClass
    public static void start() throws Exception {
        home = FOLDER.getRoot().toPath().resolve("mortise");
        installation = Installation.unpacked(home);
        var started = installation.mortise(Map.of(), "--simulator", "start");
        assertEquals(started.out() + started.err(), 0, started.status());
    }

    @AfterClass
    public static void stop() throws Exception {
        assertEquals(0, installation.mortise(Map.of(), "--simulator", "stop").status());
    }

    @Test
    public void nothingListensForOthersThanThisHost() throws IOException {
        List<String> all = listening(property("instances/instance.properties", "item.0.pid"));
        assertTrue("ssh, the registry and JMX at least: " + all, all.size() >= 3);
        List<String> open =
                all.stream().filter(at -> !LOOPBACK.contains(at.split(":")[0])).toList();
        assertEquals(List.of(), open);
        for (String port : List.of(ssh(), jmx("rmiRegistryPort"), jmx("rmiServerPort"))) {
            String hex = ":%04X".formatted(Integer.parseInt(port));
            assertTrue(port + " in " + all, all.stream().anyMatch(at -> at.endsWith(hex)));
        }
    }

    @Test
    public void nobodyComesInWithAPasswordThatIsKnown() throws IOException {
        for (String user : List.of("karaf", "admin", "mortise", "root", "viewer", "manager")) {
            for (String password : List.of(user, "karaf", "admin", "")) {
                assertThrows(
                        user + "/" + password,
                        SecurityException.class,
                        () -> connect(user, password));
            }
        }
        // in these words Karaf refuses who gives none at all
        assertThrows(IllegalArgumentException.class, () -> connect(Map.of()));
    }

    @Test
    public void theOneUserHasARandomPasswordThatOnlyTheOwnerMayRead() throws IOException {
        Path users = home.resolve("etc/users.properties");
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(users)));
        String password = property("etc/users.properties", "mortise").split(",")[0];
        assertTrue("32 hexadecimal digits", password.matches("[0-9a-f]{32}"));
        try (JMXConnector jmx = connect("mortise", password)) {
            assertTrue(jmx.getMBeanServerConnection().getMBeanCount() > 0);
        }
    }

    private static JMXConnector connect(String user, String password) throws IOException {
        return connect(Map.of(JMXConnector.CREDENTIALS, new String[] {user, password}));
    }

    private static JMXConnector connect(Map<String, ?> environment) throws IOException {
        String address =
                "service:jmx:rmi:///jndi/rmi://127.0.0.1:%s/karaf-root"
                        .formatted(jmx("rmiRegistryPort"));
        return JMXConnectorFactory.connect(new JMXServiceURL(address), environment);
    }

    private static String ssh() throws IOException {
        return property("etc/org.apache.karaf.shell.cfg", "sshPort");
    }

    private static String jmx(String port) throws IOException {
        return property("etc/org.apache.karaf.management.cfg", port);
    }

    private static String property(String file, String name) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve(file))) {
            properties.load(reader);
        }
        return properties.getProperty(name).strip();
    }

    /**
     * The local ends, {@code ADDRESS:PORT} in hexadecimal, on which a process listens (proc(5)).
     */
    private static List<String> listening(String process) throws IOException {
        Set<String> own = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", process, "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                own.add(target(descriptor));
            }
        }
        var found = new ArrayList<String>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc", process, "net", table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[3].equals(LISTENING) && own.contains("socket:[" + fields[9] + "]")) {
                    found.add(fields[1]);
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
}
