// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;

import io.mortise.itests.container.ContainerStory;
import io.mortise.itests.container.ExampleVolume;
import io.mortise.itests.container.RemoteJmx;
import io.mortise.itests.container.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;

/** The access lists that the distribution ships: each operation and command by each role. */
final class Roles {
    private static final String USERS = "etc/users.properties";
    private static final Pattern EXTEND = Pattern.compile("(?m)^extend = .*$");

    private final ContainerStory story;
    private final int port;
    private final Shell viewer;
    private final Shell manager;
    private final Shell admin;

    /** The users, whose passwords are their names. */
    static Option[] users() {
        return new Option[] {
            editConfigurationFilePut(USERS, "viewer", "viewer,_g_:viewergroup"),
            editConfigurationFilePut(USERS, "manager", "manager,_g_:managergroup"),
            editConfigurationFilePut(USERS, "admin", "admin,_g_:admingroup")
        };
    }

    /**
     * @param port of the registry of Karaf's JMX
     */
    Roles(ContainerStory story, int port, SessionFactory shells) {
        this.story = story;
        this.port = port;
        this.viewer = new Shell(shells, "viewer");
        this.manager = new Shell(shells, "manager", "viewer");
        this.admin = new Shell(shells, "admin", "manager", "viewer");
    }

    private RemoteJmx jmx(String user) throws IOException {
        return RemoteJmx.login(port, "karaf-root", user, user);
    }

    void overJmx() throws Exception {
        var volume = ExampleVolume.on(story.fabric(), "jmx");
        String json = volume.json();
        ObjectName connector = story.connectorBean();
        try (var looks = jmx("viewer");
                var manages = jmx("manager");
                var does = jmx("admin")) {
            assertEquals("iscsi", looks.server().getAttribute(connector, "Protocol"));
            looks.call(connector, "volumePaths", json);
            looks.refused(connector, "connectVolume", json);
            looks.refused(connector, "extendVolume", json);
            looks.refused(connector, "disconnectVolume", json, "", false, false);

            manages.call(connector, "connectVolume", json);
            manages.call(connector, "extendVolume", json);
            manages.refused(connector, "disconnectVolume", json, "", false, false);

            ObjectName attachment = story.attachmentBean();
            looks.call(attachment, "verify");
            looks.call(attachment, "explain");
            looks.refused(attachment, "extend");
            looks.refused(attachment, "detach", false, false);
            manages.call(attachment, "extend");
            manages.refused(attachment, "detach", false, false);
            manages.refused(attachment, "detach", true, true);
            does.call(attachment, "detach", false, false);

            manages.call(connector, "connectVolume", json);
            does.call(story.attachmentBean(), "detach", true, false);
        }
        assertThrows(SecurityException.class, () -> jmx("karaf"));
    }

    void everyOperationByItsRule() throws Exception {
        var volume = ExampleVolume.on(story.fabric(), "rules");
        try (var looks = jmx("viewer");
                var manages = jmx("manager");
                var does = jmx("admin")) {
            does.call(story.connectorBean(), "connectVolume", volume.json());
            try {
                assertEquals(
                        Set.of("Attachment", "Connector", "Multipath", "Session"),
                        Rules.ofBeans(Map.of("viewer", looks, "manager", manages, "admin", does)));
            } finally {
                does.call(story.attachmentBean(), "detach", false, false);
            }
        }
    }

    void everyCommandByItsRule(BundleContext context) throws Exception {
        assertEquals(
                Set.of("volume", "session", "multipath"),
                Rules.ofCommands(
                        context, Map.of("viewer", viewer, "manager", manager, "admin", admin)));
    }

    void inTheShell() throws Exception {
        var volume = ExampleVolume.on(story.fabric(), "words");
        refused(viewer, "volume:attach -");
        manager.type("volume:attach -", volume.json());
        String id = story.id(volume);
        for (String command : List.of("show", "verify", "explain")) {
            assertTrue(viewer.type("volume:" + command + " " + id).length() > 0);
        }
        for (String list : List.of("volume:list", "session:list", "multipath:list")) {
            assertTrue(viewer.type(list).length() > 0);
        }
        assertTrue(viewer.type("volume:list").contains("STATE"));
        refused(viewer, "volume:adopt -");
        refused(viewer, "volume:extend " + id);
        refused(viewer, "volume:detach " + id);
        refused(viewer, "volume:detach --force " + id);
        manager.type("volume:extend " + id);
        refused(manager, "volume:detach " + id);
        refused(manager, "volume:detach --force --ignore-errors " + id);
        assertTrue(admin.type("volume:detach --force " + id).contains("may unmap"));
    }

    void changedListsActWhileItRuns(Waiting waiting) throws Exception {
        var volume = ExampleVolume.on(story.fabric(), "lists");
        manager.type("volume:attach -", volume.json());
        String id = story.id(volume);
        ObjectName attachment = story.attachmentBean();
        try (var looks = jmx("viewer")) {
            Act jmx = () -> looks.call(attachment, "extend");
            Act word = () -> viewer.type("volume:extend " + id);
            String beans = ruled("jmx.acl.io.mortise.cfg", "extend = viewer");
            String words = ruled("org.apache.karaf.command.acl.volume.cfg", "extend = viewer");
            try {
                waiting.until("both let him", () -> allowed(jmx) && allowed(word), () -> "not");
            } finally {
                ruled("jmx.acl.io.mortise.cfg", beans);
                ruled("org.apache.karaf.command.acl.volume.cfg", words);
            }
            waiting.until("neither does", () -> !allowed(jmx) && !allowed(word), () -> "still");
        }
        admin.type("volume:detach " + id);
    }

    // changes the rule for an extend in an access list; the rule of before
    private static String ruled(String list, String rule) throws IOException {
        Path file = Path.of(System.getProperty("karaf.etc"), list);
        String text = Files.readString(file);
        Matcher present = EXTEND.matcher(text);
        assertTrue(list, present.find());
        Files.writeString(file, text.replace(present.group(), rule));
        return present.group();
    }

    /** What a role may do or not. */
    private interface Act {
        void act() throws Exception;
    }

    private static boolean allowed(Act act) {
        try {
            act.act();
            return true;
        } catch (SecurityException e) {
            return false;
        } catch (Exception e) {
            if (e instanceof JMException || !isRefusal(e)) {
                throw new AssertionError(e);
            }
            return false;
        }
    }

    private static void refused(Shell shell, String command) {
        var refused = assertThrows(command, Exception.class, () -> shell.type(command));
        assertTrue(command + " was not refused, but failed: " + refused, isRefusal(refused));
    }

    // the shell hides from a user what he may not use
    static boolean isRefusal(Exception thrown) {
        String why = thrown.getClass().getName() + ": " + thrown.getMessage();
        return why.contains("SecurityException")
                || why.contains("Command not found")
                || why.contains("CommandNotFound")
                || why.contains("Insufficient");
    }
}
