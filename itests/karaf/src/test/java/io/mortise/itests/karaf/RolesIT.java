// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.OptionUtils.combine;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;

import io.mortise.itests.container.ContainerStory;
import io.mortise.itests.container.ExampleVolume;
import java.io.IOException;
import java.util.List;
import javax.inject.Inject;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** The access lists that the distribution ships: each operation and command by each role. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RolesIT {
    private static final String USERS = "etc/users.properties";
    private static final String[] TEXT = {String.class.getName()};
    private static final String[] FLAGS = {"boolean", "boolean"};
    private static final String[] NONE = {};

    @Inject private BundleContext context;
    @Inject private BootFinished booted;
    @Inject private ConfigurationAdmin configurations;
    @Inject private SessionFactory shells;

    private ContainerStory story;

    @Configuration
    public static Option[] configuration() {
        return combine(
                Containers.karaf("mortise.distribution"),
                editConfigurationFilePut(
                        "etc/system.properties", "mortise.feature", "mortise-simulator"),
                editConfigurationFilePut(USERS, "viewer", "viewer,_g_:viewergroup"),
                editConfigurationFilePut(USERS, "manager", "manager,_g_:managergroup"),
                editConfigurationFilePut(USERS, "admin", "admin,_g_:admingroup"));
    }

    @Before
    public void begin() throws Exception {
        story = new ContainerStory(context);
    }

    @After
    public void end() throws Exception {
        story.close();
    }

    /** What one role may ask of an attachment that is there. */
    private record Asked(RemoteJmx jmx, ObjectName bean) {
        Object ask(String operation, Object[] arguments, String... types)
                throws JMException, IOException {
            return jmx.server().invoke(bean, operation, arguments, types);
        }

        void refused(String operation, Object[] arguments, String... types) {
            assertThrows(
                    operation, SecurityException.class, () -> ask(operation, arguments, types));
        }
    }

    @Test
    public void overJmx() throws Exception {
        var volume = ExampleVolume.on(story.fabric(), "jmx");
        Object[] json = {volume.json()};
        ObjectName connector = story.connectorBean();
        var management = configurations.getConfiguration("org.apache.karaf.management", "?");
        try (var viewer = new RemoteJmx(management, "viewer");
                var manager = new RemoteJmx(management, "manager");
                var admin = new RemoteJmx(management, "admin")) {
            var looking = new Asked(viewer, connector);
            assertEquals("iscsi", viewer.server().getAttribute(connector, "Protocol"));
            looking.ask("volumePaths", json, TEXT);
            for (String operation : List.of("connectVolume", "extendVolume")) {
                looking.refused(operation, json, TEXT);
            }
            Object[] detach = {volume.json(), "", false, false};
            String[] types = {TEXT[0], TEXT[0], "boolean", "boolean"};
            looking.refused("disconnectVolume", detach, types);

            var managing = new Asked(manager, connector);
            managing.ask("connectVolume", json, TEXT);
            managing.ask("extendVolume", json, TEXT);
            managing.refused("disconnectVolume", detach, types);

            ObjectName attachment = story.attachmentBean();
            var ofViewer = new Asked(viewer, attachment);
            ofViewer.ask("verify", NONE);
            ofViewer.ask("explain", NONE);
            ofViewer.refused("extend", NONE);
            ofViewer.refused("detach", new Object[] {false, false}, FLAGS);
            var ofManager = new Asked(manager, attachment);
            ofManager.ask("extend", NONE);
            ofManager.refused("detach", new Object[] {false, false}, FLAGS);
            ofManager.refused("detach", new Object[] {true, true}, FLAGS);
            new Asked(admin, attachment).ask("detach", new Object[] {true, false}, FLAGS);
        }
    }

    @Test
    public void inTheShell() throws Exception {
        var volume = ExampleVolume.on(story.fabric(), "words");
        var viewer = new Shell(shells, "viewer");
        var manager = new Shell(shells, "manager", "viewer");
        var admin = new Shell(shells, "admin", "manager", "viewer");
        refused(viewer, "volume:attach -");
        manager.type("volume:attach -", volume.json());
        String id = story.id(volume);
        for (String command : List.of("show", "verify", "explain")) {
            assertTrue(viewer.type("volume:" + command + " " + id).length() > 0);
        }
        for (String list : List.of("volume:list", "session:list", "multipath:list")) {
            assertTrue(viewer.type(list).length() > 0);
        }
        refused(viewer, "volume:adopt -");
        refused(viewer, "volume:extend " + id);
        refused(viewer, "volume:detach " + id);
        refused(viewer, "volume:detach --force " + id);
        manager.type("volume:extend " + id);
        refused(manager, "volume:detach " + id);
        refused(manager, "volume:detach --force --ignore-errors " + id);
        assertTrue(admin.type("volume:detach --force " + id).contains("may unmap"));
    }

    // the shell hides from a user what he may not use
    private static void refused(Shell shell, String command) {
        var refused = assertThrows(command, Exception.class, () -> shell.type(command));
        String why = refused.getClass().getName() + ": " + refused.getMessage();
        assertTrue(
                command + " was not refused, but failed: " + why,
                why.contains("SecurityException")
                        || why.contains("Command not found")
                        || why.contains("CommandNotFound")
                        || why.contains("Insufficient"));
    }
}
