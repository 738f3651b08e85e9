// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.itests.container.RemoteJmx;
import io.mortise.itests.container.Sockets;
import io.mortise.itests.container.Sockets.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The folder for plain Felix, started by bin/mortise-felix: its shell, where it listens, whom it
 * lets in.
 */
public class LayoutIT {
    @Rule public final TemporaryFolder folder = new TemporaryFolder();

    private Layout layout;

    @Before
    public void copy() throws IOException {
        layout = Layout.copied(folder.getRoot().toPath());
    }

    @Test
    public void takesCommandsFromAPipeAndListensNowhere() throws Exception {
        Path json = layout.file("example.json");
        try (var felix = layout.start()) {
            String started = felix.type("simulator:example " + json);
            assertFalse(started, started.contains("ERROR"));
            String attached = felix.type("volume:attach " + json);
            assertTrue(attached, attached.contains("ATTACHED"));
            String completed = felix.type("($.completions) keySet");
            for (String command : completions()) {
                assertTrue(command + " in " + completed, completed.contains(command));
            }
            assertEquals(List.of(), Sockets.listeners(felix.process().pid()));
        }
    }

    // the commands that the profile says it completes
    private TreeSet<String> completions() throws IOException {
        String profile = Files.readString(layout.file("etc/gosh_profile"));
        return Pattern.compile("complete -c (\\S+)")
                .matcher(profile)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    public void overJmxViewersReadAndCallNothingAndManagersAndAdminsCallAll() throws Exception {
        int port = layout.openJmx("viewer look\nmanager manage\nadmin all\n");
        secret();
        Path json = layout.file("example.json");
        try (var felix = layout.start()) {
            felix.type("simulator:example " + json);
            felix.type("volume:list");
            String volume = Files.readString(json);
            var connector = new ObjectName("io.mortise:type=Connector,protocol=iscsi");
            try (var viewer = login(port, "viewer", "look");
                    var manager = login(port, "manager", "manage");
                    var admin = login(port, "admin", "all")) {
                assertEquals("iscsi", viewer.server().getAttribute(connector, "Protocol"));
                viewer.refused(connector, "connectVolume", volume);
                viewer.refused(connector, "volumePaths", volume);

                manager.call(connector, "connectVolume", volume);
                assertTrue(felix.type("volume:list").contains("ATTACHED"));
                viewerCallsNothing(viewer);
                // the JDK's list can't tell an attach from a detach
                manager.call(connector, "disconnectVolume", volume, "", false, false);
                assertFalse(felix.type("volume:list").contains("ATTACHED"));

                admin.call(connector, "connectVolume", volume);
                admin.call(connector, "disconnectVolume", volume, "", true, false);
                for (RemoteJmx each : List.of(viewer, manager, admin)) {
                    makesNoBean(each);
                }
            }
            nobodyElseComesIn(port);
            onlyThisHostIsHeard(port, felix.process().pid());
        }
        assertFalse(Files.readString(password()).contains("manage\n"));
    }

    private static RemoteJmx login(int port, String user, String password) throws IOException {
        return RemoteJmx.login(port, "jmxrmi", user, password);
    }

    // whatever operations there are
    private static void viewerCallsNothing(RemoteJmx viewer) throws Exception {
        var types = new TreeSet<String>();
        for (ObjectName bean : viewer.server().queryNames(new ObjectName("io.mortise:*"), null)) {
            types.add(bean.getKeyProperty("type"));
            for (var operation : viewer.server().getMBeanInfo(bean).getOperations()) {
                viewer.refused(bean, operation);
            }
        }
        assertEquals(Set.of("Attachment", "Connector", "Multipath", "Session"), types);
    }

    // one that loads classes from elsewhere, say
    private static void makesNoBean(RemoteJmx jmx) throws JMException {
        var name = new ObjectName("test:type=MLet");
        assertThrows(
                SecurityException.class,
                () -> jmx.server().createMBean("javax.management.loading.MLet", name));
    }

    private static void nobodyElseComesIn(int port) {
        for (String user : List.of("viewer", "manager", "admin", "monitorRole", "controlRole")) {
            for (String password : List.of(user, "admin", "QED", "R&D", "")) {
                assertThrows(
                        user + "/" + password,
                        SecurityException.class,
                        () -> login(port, user, password));
            }
        }
        assertThrows(SecurityException.class, () -> RemoteJmx.anonymous(port, "jmxrmi"));
    }

    // the other one is for JConsole on this host: the JDK opens it on every address, and turns away
    // who comes from elsewhere
    private static void onlyThisHostIsHeard(int port, long process) throws IOException {
        List<Listener> all = Sockets.listeners(process);
        assertEquals(all.toString(), 2, all.size());
        assertEquals(
                List.of(port),
                all.stream().filter(Listener::onLoopback).map(Listener::port).toList());
    }

    @Test
    public void doesNotStartWithPasswordsThatOthersMayRead() throws Exception {
        layout.openJmx("viewer look\n");
        Files.setPosixFilePermissions(password(), PosixFilePermissions.fromString("rw-r--r--"));
        String why = layout.start().failure();
        assertTrue(why, why.contains("jmxremote.password"));
    }

    private void secret() throws IOException {
        Files.setPosixFilePermissions(password(), PosixFilePermissions.fromString("rw-------"));
    }

    private Path password() {
        return layout.file("etc/jmxremote.password");
    }
}
