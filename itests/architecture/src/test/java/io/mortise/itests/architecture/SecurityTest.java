// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.Test;

/** What makes an attack possible and is easily written by mistake. */
public class SecurityTest {
    private static final Set<String> TOOLS =
            Set.of(
                    "io.mortise.iscsi.node.Iscsiadm",
                    "io.mortise.scsi.Blockdev",
                    "io.mortise.scsi.Sync",
                    "io.mortise.scsi.multipath.MultipathTool");
    private static final Pattern SHELL =
            Pattern.compile("\"((/usr)?/bin/)?(ba|da|k|z)?sh\"|\"(ba|da)?sh -c\\b");

    @Test
    public void nobodyRunsAShell() {
        var findings = new Findings();
        for (Path file : Repository.mainFiles()) {
            Repository.lines(file).stream()
                    .filter(line -> SHELL.matcher(line).find())
                    .forEach(line -> findings.add("%s: %s", Repository.shown(file), line.strip()));
        }
        findings.none("Shells");
    }

    @Test
    public void processesAreStartedInOnePlaceOnly() {
        var findings = new Findings();
        for (JavaClass type : Classes.ALL) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                String owner = access.getTargetOwner().getFullName();
                boolean started =
                        owner.equals("java.lang.ProcessBuilder")
                                || owner.equals("java.lang.Runtime")
                                        && access.getTarget().getName().equals("exec");
                if (started && !type.getFullName().equals("io.mortise.linux.LinuxCommands")) {
                    findings.add("%s", access.getDescription());
                }
            }
        }
        findings.none("Processes started beside LinuxCommands");
    }

    @Test
    public void onlyTheClassOfAToolRunsIt() {
        var findings = new Findings();
        for (JavaClass type : Classes.ALL) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                boolean run =
                        access.getTargetOwner().getFullName().equals("io.mortise.host.Commands")
                                && access.getTarget().getName().equals("run");
                if (run && !TOOLS.contains(type.getFullName())) {
                    findings.add("%s", access.getDescription());
                }
            }
        }
        findings.none("Commands run beside " + TOOLS);
    }

    @Test
    public void nobodyReadsObjectsFromBytes() {
        var findings = new Findings();
        for (JavaClass type : Classes.ALL) {
            type.getAccessesFromSelf().stream()
                    .filter(a -> a.getTargetOwner().getName().equals("java.io.ObjectInputStream"))
                    .forEach(access -> findings.add("%s", access.getDescription()));
        }
        findings.none("Deserialisation");
    }

    @Test
    public void theDistributionShipsNoPassword() {
        var findings = new Findings();
        for (String file :
                List.of(
                        "features/distribution/src/main/resources/etc/users.properties",
                        "config/io.mortise.management.cfg",
                        "config/io.mortise.iscsi.cfg")) {
            Path path = Repository.ROOT.resolve(file);
            if (!Files.exists(path)) {
                findings.add("%s is not there", file);
                continue;
            }
            Repository.lines(path).stream()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .filter(line -> !line.matches("_g_\\\\:\\w+ = group,[\\w,]+"))
                    .forEach(line -> findings.add("%s: %s", file, line));
        }
        findings.none("Users, or settings that are not commented out");
    }
}
