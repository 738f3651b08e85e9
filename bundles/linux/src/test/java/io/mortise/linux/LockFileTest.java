// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Locks between this process and others. */
public class LockFileTest {
    @Rule public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Process> others = new ArrayList<>();
    private final LinuxTasks tasks = new LinuxTasks(Duration.ofSeconds(30));
    private final LinuxFiles files = new LinuxFiles(new Expendable(tasks, 1));

    @After
    public void end() {
        others.forEach(Process::destroyForcibly);
        tasks.close();
    }

    private String lock() {
        return folder.getRoot().toPath().resolve("lock").toString();
    }

    private Process other(Access access, String says) throws IOException {
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LockHolder.class.getName(),
                                lock(),
                                access.name())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        others.add(other);
        BufferedReader reader = other.inputReader();
        assertEquals(says, reader.readLine());
        return other;
    }

    private boolean mine(Access access) {
        Optional<Held> held = files.tryLock(lock(), access);
        held.ifPresent(Held::close);
        return held.isPresent();
    }

    @Test
    public void whatOneHoldsAloneNoOtherGetsUntilItEnds() throws Exception {
        Process other = other(Access.EXCLUSIVE, "held");
        assertFalse(mine(Access.EXCLUSIVE));
        assertFalse(mine(Access.SHARED));
        other.destroyForcibly();
        assertTrue(other.waitFor(30, TimeUnit.SECONDS));
        assertTrue(mine(Access.EXCLUSIVE));
    }

    @Test
    public void thoseWhoShareDoSoAcrossProcesses() throws Exception {
        other(Access.SHARED, "held");
        assertTrue(mine(Access.SHARED));
        assertFalse(mine(Access.EXCLUSIVE));
    }

    // a POSIX lock would be gone with the first of these reads
    @Test
    public void itIsKeptWhenTheFileIsOpenedAndClosedElsewhereInTheProcess() throws Exception {
        Held held = LockFile.tryLock(lock(), Access.EXCLUSIVE).orElseThrow();
        Files.readAllBytes(Path.of(lock()));
        other(Access.EXCLUSIVE, "taken");
        held.close();
        held.close();
        other(Access.EXCLUSIVE, "held");
    }

    @Test
    public void onceGivenBackItCanBeHadAgain() {
        assertTrue(mine(Access.EXCLUSIVE));
        assertTrue(mine(Access.EXCLUSIVE));
        Held held = LockFile.tryLock(lock(), Access.SHARED).orElseThrow();
        assertFalse(mine(Access.EXCLUSIVE));
        assertTrue(mine(Access.SHARED));
        held.close();
        assertTrue(mine(Access.EXCLUSIVE));
    }

    // who holds a file that was removed meanwhile would keep nobody out
    @Test
    public void aFileThatWasRemovedOrMadeAnewIsNotTheOneThatIsOpen() throws Exception {
        Path path = Path.of(lock());
        try (Descriptor file = Descriptor.open(lock(), LibC.O_RDWR | LibC.O_CREAT)) {
            assertTrue(LockFile.isStill(lock(), file));
            Files.delete(path);
            assertFalse(LockFile.isStill(lock(), file));
            Files.createFile(path);
            assertFalse(LockFile.isStill(lock(), file));
        }
    }

    @Test
    public void theFileIsItsOwnersOnlyAndNeverALink() throws Exception {
        assertTrue(mine(Access.SHARED));
        Path file = Path.of(lock());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Path elsewhere = file.resolveSibling("elsewhere");
        Files.move(file, elsewhere);
        Files.createSymbolicLink(file, elsewhere);
        var refused = assertThrows(HostFailure.class, () -> mine(Access.SHARED));
        assertEquals(HostFailure.Kind.REFUSED, refused.kind());
    }

    @Test
    public void aFolderThatIsNotThereIsAFailure() {
        String lost = folder.getRoot() + "/none/lock";
        var failure = assertThrows(HostFailure.class, () -> LockFile.tryLock(lost, Access.SHARED));
        assertEquals(HostFailure.Kind.UNAVAILABLE, failure.kind());
    }
}
