// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.itests.container.RemoteJmx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What Karaf offers beside Mortise, by which a process of root can be had: admins only. */
final class KarafDoors {
    private static final String SECRETS = "etc/users.properties";
    // one each: a file of a configuration that has just gone is still being looked for
    private static final String PID = "io.mortise.itests.doors";
    private static final String BEAN_PID = "io.mortise.itests.doors.jmx";

    private static final String MLET = "javax.management.loading.MLet";

    private final Shell viewer;
    private final Shell manager;
    private final Shell admin;
    private final ConfigurationAdmin configurations;
    private final Path base = Path.of(System.getProperty("karaf.base"));

    KarafDoors(SessionFactory shells, ConfigurationAdmin configurations) {
        this.configurations = configurations;
        this.viewer = new Shell(shells, "viewer", "ssh");
        this.manager = new Shell(shells, "manager", "viewer", "ssh");
        this.admin = new Shell(shells, "admin", "manager", "viewer", "ssh");
    }

    void filesAreForAdmins() throws Exception {
        Path users = base.resolve(SECRETS);
        Path written = base.resolve("data/written");
        for (Shell shell : List.of(viewer, manager)) {
            for (String word : List.of("cat", "head", "tail", "sort", "wc", "less", "nano")) {
                refused(shell, "shell:" + word + " " + users);
            }
            refused(shell, "shell:head -n 5 " + users);
            refused(shell, "shell:grep group " + users);
            refused(shell, "shell:source " + users);
            refused(shell, "shell:ls " + users);
            refused(shell, "shell:echo x > " + written);
            refused(shell, "shell:echo x >> " + written);
            refused(shell, "shell:echo x | shell:tac -f " + written);
            assertFalse(Files.exists(written));
        }
        assertTrue(admin.type("shell:cat " + users).contains("viewergroup"));
        admin.type("shell:echo x > " + written);
        assertEquals("x", Files.readString(written).strip());
    }

    void programsAndObjectsAreForAdmins() throws Exception {
        for (Shell shell : List.of(viewer, manager)) {
            refused(shell, "shell:exec true");
            refused(shell, "shell:new java.io.File /");
            refused(shell, "shell:java java.lang.Object");
            refused(shell, "$.context getBundle 0");
            refused(shell, "(\"\" getClass) getName");
        }
        assertTrue(admin.type("(\"\" getClass) getName").contains("String"));
    }

    void karafIsChangedByAdmins() throws Exception {
        String set = "config:property-set --pid " + PID + " command.path /tmp/evil";
        for (Shell shell : List.of(viewer, manager)) {
            refused(shell, set);
            refused(shell, "config:update");
            refused(shell, "config:edit " + PID);
            refused(shell, "config:delete " + PID);
            for (String word : List.of("update", "stop", "start", "restart", "refresh")) {
                refused(shell, "bundle:" + word + " 100000");
            }
            refused(shell, "bundle:install file:/nowhere");
            refused(shell, "bundle:uninstall 100000");
            refused(shell, "bundle:watch 100000");
            refused(shell, "feature:install nothing");
            refused(shell, "feature:repo-add file:/nowhere");
            refused(shell, "jaas:realm-manage --index 1");
            refused(shell, "log:set DEBUG");
            refused(shell, "system:start-level 200");
            refused(shell, "system:property a b");
            refused(shell, "system:shutdown --help");
            refused(shell, "ssh:ssh localhost");
            refused(shell, "scr:disable nothing");
        }
        admin.type(set);
        assertEquals("/tmp/evil", configured(PID));
        // the file may stay: whoever installs files has seen it by then, or has not
        admin.type("config:delete " + PID);
    }

    void viewersLook() throws Exception {
        var script = Files.readString(base.resolve("etc/shell.init.script"));
        for (Shell shell : List.of(viewer, manager, admin)) {
            assertTrue(shell.type(script + "\nhelp").contains("volume:list"));
            for (String filter :
                    List.of("grep -i STATE", "head -n 1", "tail", "sort -r", "wc -l")) {
                shell.type("shell:echo STATE | shell:" + filter);
            }
            // complete is what etc/scripts/shell.completion.script is made of
            for (String word :
                    List.of(
                            "bundle:list",
                            "feature:list",
                            "shell:history",
                            "shell:complete -c shell:echo -e",
                            "shell:completion first")) {
                open(shell, word);
            }
        }
    }

    // may fail for want of a terminal
    private static void open(Shell shell, String command) {
        try {
            shell.type(command);
        } catch (Exception e) {
            assertFalse(shell + ": " + command + ": " + e, Roles.isRefusal(e));
        }
    }

    /**
     * @param port of the registry
     */
    void overJmx(int port) throws Exception {
        for (String user : List.of("viewer", "manager")) {
            try (var jmx = RemoteJmx.login(port, "karaf-root", user, user)) {
                closed(jmx);
            }
        }
        try (var jmx = RemoteJmx.login(port, "karaf-root", "admin", "admin")) {
            var config = bean("org.apache.karaf:type=config,*", jmx);
            jmx.call(config, "setProperty", BEAN_PID, "command.path", "/tmp/evil");
            assertEquals("/tmp/evil", configured(BEAN_PID));
            jmx.call(config, "delete", BEAN_PID);
            beansAreMadeAndRemoved(jmx.server());
        }
    }

    // not by the file, nor by Karaf's lists that are read from it: both it and Felix File Install
    // write it, for a moment
    // after the change, and not in one go
    private Object configured(String pid) throws Exception {
        Configuration[] found = configurations.listConfigurations("(service.pid=" + pid + ")");
        assertNotNull(pid + " is not configured", found);
        return found[0].getProperties().get("command.path");
    }

    private static void closed(RemoteJmx jmx) throws Exception {
        var config = bean("org.apache.karaf:type=config,*", jmx);
        jmx.refused(config, "setProperty", BEAN_PID, "command.path", "/tmp/evil");
        jmx.refused(config, "appendProperty", BEAN_PID, "command.path", "/tmp/evil");
        jmx.refused(config, "create", BEAN_PID);
        jmx.refused(config, "delete", BEAN_PID);
        var bundles = bean("org.apache.karaf:type=bundle,*", jmx);
        jmx.refused(bundles, "install", "file:/nowhere");
        jmx.refused(bundles, "install", "file:/nowhere", true);
        for (String operation : List.of("start", "stop", "restart", "update", "refresh")) {
            jmx.refused(bundles, operation, "100000");
        }
        jmx.refused(bean("org.apache.karaf:type=feature,*", jmx), "installFeature", "nothing");
        var cm = bean("osgi.compendium:service=cm,*", jmx);
        jmx.refused(cm, "delete", BEAN_PID);
        jmx.refused(cm, "createFactoryConfiguration", BEAN_PID);
        var signature = new String[] {"java.lang.String", "javax.management.openmbean.TabularData"};
        assertThrows(
                SecurityException.class,
                () -> jmx.server().invoke(cm, "update", new Object[] {BEAN_PID, null}, signature));
        jmx.refused(bean("osgi.core:type=framework,*", jmx), "installBundle", "file:/nowhere");
        var diagnostics = new ObjectName("com.sun.management:type=DiagnosticCommand");
        jmx.refused(diagnostics, "jvmtiAgentLoad", "/nowhere");
        noBeanIsMadeOrRemoved(jmx.server());
    }

    // Karaf's lists are silent on these, and an MLet loads code from anywhere as root
    private static void noBeanIsMadeOrRemoved(MBeanServerConnection server) throws Exception {
        var own = new ObjectName("x:type=Own");
        assertThrows(SecurityException.class, () -> server.createMBean(MLET, own));
        assertFalse(server.isRegistered(own));
        var ours = server.queryNames(new ObjectName("io.mortise:type=Connector,*"), null);
        for (ObjectName each : ours) {
            assertThrows(SecurityException.class, () -> server.unregisterMBean(each));
            assertTrue(server.isRegistered(each));
        }
        assertFalse(ours.isEmpty());
    }

    private static void beansAreMadeAndRemoved(MBeanServerConnection server) throws Exception {
        var own = new ObjectName("x:type=Own");
        server.createMBean(MLET, own);
        assertTrue(server.isRegistered(own));
        server.unregisterMBean(own);
        assertFalse(server.isRegistered(own));
    }

    private static ObjectName bean(String pattern, RemoteJmx jmx) throws Exception {
        return jmx.server().queryNames(new ObjectName(pattern), null).iterator().next();
    }

    private static void refused(Shell shell, String command) {
        String printed;
        try {
            printed = shell.type(command);
        } catch (Exception e) {
            assertTrue(
                    shell + ": " + command + " was not refused, but failed: " + e,
                    Roles.isRefusal(e));
            return;
        }
        throw new AssertionError(shell + ": " + command + " was not refused, but did " + printed);
    }
}
