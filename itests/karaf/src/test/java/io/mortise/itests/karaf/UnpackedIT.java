// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.itests.container.RemoteJmx;
import io.mortise.itests.container.Sockets;
import io.mortise.itests.container.Sockets.Listener;
import io.mortise.itests.karaf.Installation.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The distribution, as somebody uses it who has just unpacked it: where it listens, whom it lets
 * in, what bin/mortise says. The demo, which waits most of the time, runs beside all this in a
 * folder of its own.
 */
public class UnpackedIT {
    @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String CONNECTOR = "karaf-root";
    private static final String INSTANCES = "instances/instance.properties";

    private static final String VIEWER = "\nlooker = 7d2c5a,_g_:viewergroup\n";

    private static Path home;
    private static Installation installation;
    private static Installation other;
    private static CompletableFuture<Ended> demo;

    @BeforeClass
    public static void start() throws Exception {
        other = Installation.unpacked(FOLDER.getRoot().toPath().resolve("other"));
        demo = CompletableFuture.supplyAsync(UnpackedIT::unattended);
        home = FOLDER.getRoot().toPath().resolve("mortise");
        installation = Installation.unpacked(home);
        Files.writeString(home.resolve("etc/users.properties"), VIEWER, StandardOpenOption.APPEND);
        var started = installation.mortise(Map.of(), "--simulator", "start");
        assertEquals(started.all(), 0, started.status());
    }

    private static Ended unattended() {
        try {
            return other.mortise(Map.of(), "demo", "--unattended");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterClass
    public static void stop() throws Exception {
        demo.join();
        assertEquals(0, installation.mortise(Map.of(), "--simulator", "stop").status());
    }

    @Test
    public void theDemoShowsAVolumeThatLosesAPathAndGetsItBackAndEndsWell() {
        String all = demo.join().all();
        assertEquals(all, 0, demo.join().status());
        int attached = all.indexOf("> volume:attach");
        int failed = all.indexOf("FAILED", attached);
        int mended = all.indexOf("> simulator:mend", failed);
        int detached = all.indexOf("The array may unmap the volume.", mended);
        assertTrue(all, 0 < attached && attached < failed && failed < mended && mended < detached);
        assertTrue(all, all.substring(mended, detached).contains("ATTACHED"));
        assertTrue(all, all.contains("The host is as it was before."));
    }

    @Test
    public void nothingOfTheDemoRunsOn() throws Exception {
        demo.join();
        assertEquals("not running", 1, other.mortise(Map.of(), "stop").status());
        assertEquals("not running", 3, other.mortise(Map.of(), "status").status());
        var asked = other.mortise(Map.of(), "--simulator", "client", "volume:list");
        assertEquals(1, asked.status());
        assertTrue(asked.err(), asked.err().contains("not running"));
    }

    @Test
    public void theDemoSaysWhyItCanNotRun() throws Exception {
        demo.join();
        var ended = other.mortise(Map.of("JAVA_HOME", "/nowhere"), "demo", "--unattended");
        assertEquals(1, ended.status());
        assertTrue(ended.err(), ended.err().contains("/nowhere"));
    }

    @Test
    public void withoutATerminalThereIsNoShellToLeaveTheReaderIn() throws Exception {
        var ended = installation.mortise(Map.of(), "demo");
        assertEquals(1, ended.status());
        assertTrue(ended.err(), ended.err().contains("demo --unattended"));
    }

    @Test
    public void whatRunsSaysSoHoweverItWasStartedAndIsNotStartedTwice() throws Exception {
        var status = installation.mortise(Map.of(), "status");
        assertEquals(0, status.status());
        assertTrue(status.out(), status.out().contains(property(INSTANCES, "item.0.pid")));
        for (String again : List.of("start", "run")) {
            var refused = installation.mortise(Map.of(), "--simulator", again);
            assertEquals(again, 1, refused.status());
            assertTrue(refused.err(), refused.err().contains("stop it first"));
        }
    }

    @Test
    public void theClientEndsAsTheCommandDid() throws Exception {
        var listed = installation.mortise(Map.of(), "--simulator", "client", "volume:list");
        assertEquals(listed.err(), 0, listed.status());
        assertTrue(listed.out(), listed.out().contains("STATE"));
        var json = installation.mortise(Map.of(), "--simulator", "client", "volume:list", "--json");
        assertEquals(json.all(), 0, json.status());
        assertTrue(json.out(), json.out().strip().endsWith("]"));
        var nothing =
                installation.mortise(Map.of(), "--simulator", "client", "volume:attach /nowhere");
        assertEquals(1, nothing.status());
        assertTrue(nothing.all(), nothing.all().contains("There is no file /nowhere."));
    }

    @Test
    public void whoMeansTheRealHostDoesNotReachTheSimulator() throws Exception {
        String simulator = "runs on the simulator";
        assertRefused(installation.mortise(Map.of(), "client", "volume:list"), simulator);
        assertRefused(installation.mortise(Map.of(), "stop"), simulator);
        assertEquals(0, installation.mortise(Map.of(), "status").status());
    }

    @Test
    public void whoMeansTheSimulatorDoesNotReachTheRealHost() throws Exception {
        demo.join();
        Path instances = other.home().resolve(INSTANCES);
        String before = Files.readString(instances);
        Process real = looksLikeKaraf(other.home());
        try {
            Files.writeString(instances, "item.0.pid = " + real.pid() + "\n");
            String host = "runs on this host";
            assertRefused(other.mortise(Map.of(), "--simulator", "client", "volume:list"), host);
            assertRefused(other.mortise(Map.of(), "--simulator", "stop"), host);
            assertTrue(real.isAlive());
        } finally {
            real.destroy();
            real.waitFor();
            Files.writeString(instances, before);
        }
    }

    @Test
    public void aNumberOfAProcessThatIsAStrangersByNowIsNeitherAnObstacleNorKilled()
            throws Exception {
        demo.join();
        Path instances = other.home().resolve(INSTANCES);
        String before = Files.readString(instances);
        Process stranger = looksLikeKaraf(FOLDER.getRoot().toPath());
        try {
            Files.writeString(instances, "item.0.pid = " + stranger.pid() + "\n");
            assertEquals(3, other.mortise(Map.of(), "status").status());
            assertRefused(other.mortise(Map.of(), "stop"), "not running");
            var client = other.mortise(Map.of(), "client", "volume:list");
            assertRefused(client, "not running");
            // goes on to the JVM, which does not start with that
            var options = Map.of("EXTRA_JAVA_OPTS", "-XX:+NoSuchOption");
            assertRefused(other.mortise(options, "--simulator", "start"), "NoSuchOption");
            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroy();
            stranger.waitFor();
            Files.writeString(instances, before);
        }
    }

    // waits for its input
    private static Process looksLikeKaraf(Path home) throws IOException {
        String folder = "-Dkaraf.home=" + home.toRealPath();
        return new ProcessBuilder("sh", "-c", "read end", "-", folder, "-Dmortise.feature=mortise")
                .start();
    }

    @Test
    public void whoListensWhereSshShouldIsToldNoPassword() throws Exception {
        demo.join();
        try (var taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), other.ssh()));
            var started = other.mortise(Map.of(), "--simulator", "start");
            assertRefused(started, "port " + other.ssh() + ", which ssh in Karaf needs, is taken");
            taken.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, taken::accept);
        }
    }

    private static void assertRefused(Ended ended, String why) {
        assertEquals(ended.all(), 1, ended.status());
        assertTrue(ended.err(), ended.err().contains(why));
    }

    @Test
    public void whatTheJvmRefusesIsToldAtOnce() throws Exception {
        demo.join();
        var options = Map.of("EXTRA_JAVA_OPTS", "-XX:+NoSuchOption");
        var failed = other.mortise(options, "--simulator", "start");
        assertEquals(1, failed.status());
        assertTrue(failed.err(), failed.err().contains("NoSuchOption"));
    }

    @Test
    public void nothingListensForOthersThanThisHost() throws IOException {
        var all = Sockets.listeners(Long.parseLong(property(INSTANCES, "item.0.pid")));
        assertEquals(List.of(), all.stream().filter(each -> !each.onLoopback()).toList());
        Set<Integer> ports = all.stream().map(Listener::port).collect(Collectors.toSet());
        var configured = Set.of(installation.ssh(), jmx("rmiRegistryPort"), jmx("rmiServerPort"));
        assertTrue(configured + " in " + ports, ports.containsAll(configured));
    }

    // Karaf would serve its whole folder, users and passwords included, to whoever may log in
    @Test
    public void sshServesNoFiles() throws IOException {
        assertEquals("false", property("etc/org.apache.karaf.shell.cfg", "sftpEnabled"));
    }

    // by a process that is root, to whatever this host reaches
    @Test
    public void sshForwardsConnectionsForAdminsOnly() throws IOException {
        int ssh = installation.ssh();
        assertEquals(List.of(), Forwarding.allowed(ssh, "looker", "7d2c5a"));
        String password = property("etc/users.properties", "mortise").split(",")[0];
        assertEquals(List.of("connect", "listen"), Forwarding.allowed(ssh, "mortise", password));
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
        assertThrows(
                IllegalArgumentException.class,
                () -> RemoteJmx.anonymous(jmx("rmiRegistryPort"), CONNECTOR));
    }

    @Test
    public void theFirstAdminHasARandomPasswordThatOnlyTheOwnerMayRead() throws IOException {
        Path users = home.resolve("etc/users.properties");
        assertTrue("a viewer was there first", Files.readString(users).contains(VIEWER));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(users)));
        String password = property("etc/users.properties", "mortise").split(",")[0];
        assertTrue("32 hexadecimal digits", password.matches("[0-9a-f]{32}"));
        try (RemoteJmx jmx = connect("mortise", password)) {
            assertTrue(jmx.server().getMBeanCount() > 0);
        }
    }

    private static RemoteJmx connect(String user, String password) throws IOException {
        return RemoteJmx.login(jmx("rmiRegistryPort"), CONNECTOR, user, password);
    }

    private static int jmx(String port) throws IOException {
        return Integer.parseInt(property("etc/org.apache.karaf.management.cfg", port));
    }

    private static String property(String file, String name) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve(file))) {
            properties.load(reader);
        }
        return properties.getProperty(name).strip();
    }
}
