// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import io.mortise.itests.container.RemoteJmx;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import org.apache.karaf.shell.api.action.Command;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * The access lists held against all that MBeans and commands say of themselves: whatever is new
 * needs a rule that names it, also where the last rule would leave it to admins.
 */
final class Rules {
    private static final String BEANS = "jmx.acl.io.mortise.cfg";
    private static final String GUARD = "org.apache.karaf:type=security,area=jmx,*";

    private final Map<String, Set<String>> roles;

    private Rules(String list) throws IOException {
        Path file = Path.of(System.getProperty("karaf.etc"), list);
        assertTrue("there is no " + list, Files.exists(file));
        roles = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            int sign = line.indexOf('=');
            if (sign > 0 && !line.startsWith("#")) {
                roles.put(
                        line.substring(0, sign).strip(),
                        Stream.of(line.substring(sign + 1).split(","))
                                .map(String::strip)
                                .collect(Collectors.toSet()));
            }
        }
    }

    private Set<String> of(String what) {
        Set<String> found = roles.get(what);
        assertNotNull("no rule of an access list names " + what, found);
        return found;
    }

    /**
     * Each operation of each MBean by each role, and attributes, which are for reading.
     *
     * @param users the connections of viewer, manager and admin, by role
     * @return the types of MBeans that there were
     */
    static Set<String> ofBeans(Map<String, RemoteJmx> users) throws Exception {
        var rules = new Rules(BEANS);
        var types = new TreeSet<String>();
        RemoteJmx admin = users.get("admin");
        for (ObjectName bean : admin.server().queryNames(new ObjectName("io.mortise:*"), null)) {
            types.add(bean.getKeyProperty("type"));
            MBeanInfo info = admin.server().getMBeanInfo(bean);
            for (MBeanOperationInfo operation : info.getOperations()) {
                Set<String> allowed = rules.of(operation.getName());
                for (Map.Entry<String, RemoteJmx> user : users.entrySet()) {
                    boolean may = allowed.contains(user.getKey());
                    String who = user.getKey() + ": " + operation.getName();
                    assertEquals(who, may, may(user.getValue(), bean, operation));
                    if (!may) {
                        user.getValue().refused(bean, operation);
                    }
                }
            }
            for (MBeanAttributeInfo attribute : info.getAttributes()) {
                assertFalse(bean + " " + attribute.getName(), attribute.isWritable());
                for (RemoteJmx user : users.values()) {
                    user.server().getAttribute(bean, attribute.getName());
                }
            }
        }
        return types;
    }

    // asks Karaf: what is allowed can't be tried, since it would be done
    private static Object may(RemoteJmx user, ObjectName bean, MBeanOperationInfo operation)
            throws Exception {
        ObjectName guard = user.server().queryNames(new ObjectName(GUARD), null).iterator().next();
        String[] types =
                Stream.of(operation.getSignature())
                        .map(MBeanParameterInfo::getType)
                        .toArray(String[]::new);
        String text = String.class.getName();
        return user.server()
                .invoke(
                        guard,
                        "canInvoke",
                        new Object[] {bean.toString(), operation.getName(), types},
                        new String[] {text, text, String[].class.getName()});
    }

    /**
     * Each command that the shell's bundle brings, by each role, without arguments.
     *
     * @return the scopes that there were
     */
    static Set<String> ofCommands(BundleContext context, Map<String, Shell> users)
            throws Exception {
        var scopes = new TreeSet<String>();
        for (Command command : commands(context)) {
            scopes.add(command.scope());
            String word = command.scope() + ":" + command.name();
            var rules = new Rules("org.apache.karaf.command.acl." + command.scope() + ".cfg");
            Set<String> allowed = rules.of(command.name());
            for (Map.Entry<String, Shell> user : users.entrySet()) {
                boolean may = allowed.contains(user.getKey());
                assertEquals(user.getKey() + ": " + word, may, may(user.getValue(), word));
            }
        }
        return scopes;
    }

    // one that needs an argument fails for want of it, once it is let begin
    private static boolean may(Shell user, String word) {
        try {
            user.type(word);
            return true;
        } catch (Exception e) {
            return !Roles.isRefusal(e);
        }
    }

    private static Set<Command> commands(BundleContext context) throws ClassNotFoundException {
        var commands = new HashSet<Command>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName().equals("io.mortise.shell")) {
                for (URL entry : Collections.list(bundle.findEntries("/", "*.class", true))) {
                    String name = entry.getPath().substring(1).replaceFirst("\\.class$", "");
                    Command command =
                            bundle.loadClass(name.replace('/', '.')).getAnnotation(Command.class);
                    if (command != null) {
                        commands.add(command);
                    }
                }
            }
        }
        return commands;
    }
}
