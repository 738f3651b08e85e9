// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.Test;

/**
 * Engine, iscsi and scsi block, start threads, lock, read clocks and draw ids only through {@code
 * Tasks}. Otherwise a story in virtual time would wait for a clock that stands still, or differ
 * from run to run.
 */
public class BatonTest {
    private static final List<String> ON_THE_BATON = List.of("engine", "iscsi", "scsi");
    private static final List<String> BEHIND_HOST =
            List.of("api", "host", "spi", "scsi", "engine", "iscsi", "cinder", "management");

    /** Of java.util.concurrent only containers and atomics, which never block. */
    private static final Pattern BLOCKING_TYPES =
            Pattern.compile(
                    "java\\.lang\\.(Thread(\\$.*|Group|Local)?|InheritableThreadLocal)"
                            + "|java\\.util\\.Timer(Task)?"
                            + "|java\\.util\\.concurrent\\.(?!Concurrent[A-Z]|CopyOnWrite|atomic\\.).*");

    private static final Pattern CLOCKS_AND_CHANCE =
            Pattern.compile(
                    "java\\.lang\\.System\\.(nanoTime|currentTimeMillis)"
                            + "|java\\.time\\.[A-Za-z]+\\.now"
                            + "|java\\.time\\.Clock\\.system.*"
                            + "|java\\.util\\.(Date|GregorianCalendar)\\.<init>"
                            + "|java\\.util\\.Calendar\\.getInstance"
                            + "|java\\.util\\.UUID\\.randomUUID"
                            + "|java\\.lang\\.Math\\.random"
                            + "|java\\.util\\.Collections\\.shuffle"
                            + "|java\\.util\\.(Random|SplittableRandom)\\..*"
                            + "|java\\.util\\.random\\..*"
                            + "|java\\.security\\.SecureRandom\\..*"
                            + "|java\\.lang\\.Object\\.(wait|notify|notifyAll)"
                            + "|java\\.util\\.Collection\\.parallelStream"
                            + "|java\\.util\\.stream\\.BaseStream\\.parallel"
                            + "|java\\.util\\.stream\\.[A-Za-z]*Stream\\.parallel");

    private static final Pattern FILES_AND_PROCESSES =
            Pattern.compile(
                    "java\\.lang\\.(Process.*|Runtime)"
                            + "|java\\.io\\.(File.*|RandomAccessFile)"
                            + "|java\\.nio\\.file\\.(Files|FileSystems?|WatchService)"
                            + "|java\\.nio\\.channels\\..*"
                            + "|java\\.net\\.[A-Za-z]*Socket.*");

    @Test
    public void engineIscsiAndScsiUseNoTypeThatBlocksOrStartsThreads() {
        noType(
                ON_THE_BATON,
                BLOCKING_TYPES,
                "Blocking, locks and threads are the business of Tasks");
    }

    @Test
    public void engineIscsiAndScsiReadNoClockDrawNoRandomAndWaitOnNoMonitor() {
        var findings = new Findings();
        for (JavaClass origin : Classes.ALL) {
            if (Classes.isIn(ON_THE_BATON, origin.getPackageName())) {
                for (JavaAccess<?> access : origin.getAccessesFromSelf()) {
                    String target =
                            access.getTargetOwner().getFullName()
                                    + "."
                                    + access.getTarget().getName();
                    if (CLOCKS_AND_CHANCE.matcher(target).matches()) {
                        findings.add("%s", access.getDescription());
                    }
                }
            }
        }
        findings.none("Clocks, random numbers and monitors are the business of Tasks");
    }

    @Test
    public void engineIscsiAndScsiHaveNothingSynchronized() {
        var findings = new Findings();
        for (JavaClass origin : Classes.ALL) {
            if (Classes.isIn(ON_THE_BATON, origin.getPackageName())) {
                origin.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                        .forEach(method -> findings.add("%s", method.getFullName()));
            }
        }
        for (ParsedSource source : ParsedSource.of(Repository.mainFiles())) {
            if (ON_THE_BATON.stream().anyMatch(b -> source.path().startsWith("bundles/" + b))) {
                findings.addAll(source.synchronizedBlocks());
            }
        }
        findings.none("Locks are the business of Tasks");
    }

    @Test
    public void onlyLinuxSimulatorAndShellTouchFilesProcessesAndSockets() {
        noType(BEHIND_HOST, FILES_AND_PROCESSES, "Files, processes and sockets are behind host");
    }

    private static void noType(List<String> bundles, Pattern forbidden, String rule) {
        var findings = new Findings();
        for (JavaClass origin : Classes.ALL) {
            if (Classes.isIn(bundles, origin.getPackageName())) {
                for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                    JavaClass used = dependency.getTargetClass().getBaseComponentType();
                    if (forbidden.matcher(used.getFullName()).matches()) {
                        findings.add("%s", dependency.getDescription());
                    }
                }
            }
        }
        findings.none(rule);
    }
}
