// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.host.Deadline;
import io.mortise.host.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LinuxCommandsTest {
    private static final Duration GRACE = Duration.ofMillis(100);

    @Rule public final TemporaryFolder folder = new TemporaryFolder();

    private final LinuxTasks tasks = new LinuxTasks(Duration.ofSeconds(30));
    private final Deadline ample = tasks.deadline(Duration.ofSeconds(60));
    private final LinuxCommands commands =
            new LinuxCommands(tasks, () -> SearchPath.parse(SearchPath.DEFAULT), GRACE);

    @After
    public void close() {
        tasks.close();
    }

    private CommandResult shell(String line) {
        return commands.run(List.of("sh", "-c", line), ample);
    }

    @Test
    public void bothStreamsAndTheStatusComeBack() {
        CommandResult result = shell("echo out; echo err >&2; exit 21");
        assertTrue(result.describe(), result.exited(21));
        assertEquals("out\n", result.out());
        assertEquals("err\n", result.err());
        assertEquals("sh", result.argv().get(0));
    }

    @Test
    public void argumentsReachTheProgramAsTheyAre() {
        CommandResult result =
                commands.run(List.of("printf", "%s|", "a b", "$HOME", "", "*", "'"), ample);
        assertEquals("a b|$HOME||*|'|", result.out());
    }

    @Test
    public void theProgramHasNoInputAndAnEnvironmentOfItsOwn() {
        assertEquals("", commands.run(List.of("cat"), ample).out());
        assertEquals("C " + SearchPath.DEFAULT + " /\n", shell("echo $LC_ALL $PATH $(pwd)").out());
        assertEquals("no", shell("printf ${HOME-no}").out());
    }

    @Test
    public void endedByASignalIsAStatusOf128AndItsNumber() {
        CommandResult result = shell("kill -KILL $$");
        assertTrue(result.describe(), result.exited(128 + 9));
    }

    @Test
    public void aProgramThatIsNotThereWasNotStarted() {
        CommandResult result = commands.run(List.of("no-such-program-at-all"), ample);
        assertEquals(Ending.NOT_STARTED, result.ending());
        assertTrue(result.err(), result.err().contains("/usr/sbin"));
    }

    @Test
    public void aProgramThatTheKernelWontRunWasNotStarted() throws IOException {
        Path script = folder.newFile("script").toPath();
        Files.writeString(script, "#!/no/such/interpreter\n");
        assertTrue(script.toFile().setExecutable(true));
        CommandResult result = commands.run(List.of(script.toString()), ample);
        assertEquals(Ending.NOT_STARTED, result.ending());
        assertFalse(result.err().isBlank());
    }

    @Test
    public void aProgramOfTheWorkingFolderOrTheEnvironmentIsNotFound() throws IOException {
        assertEquals(Ending.NOT_STARTED, commands.run(List.of("./bin/true"), ample).ending());
    }

    @Test
    public void afterTheDeadlineNothingIsStarted() {
        Path mark = folder.getRoot().toPath().resolve("mark");
        CommandResult result =
                commands.run(List.of("touch", mark.toString()), tasks.deadline(Duration.ZERO));
        assertEquals(Ending.TIMED_OUT, result.ending());
        assertFalse(Files.exists(mark));
    }

    @Test
    public void bothStreamsAreDrainedAndTheFirstMebibyteKept() {
        CommandResult result =
                shell(
                        "head -c 3000000 /dev/zero | tr '\\0' o; head -c 3000000 /dev/zero | tr '\\0' e >&2");
        assertTrue(result.exited(0));
        assertEquals(Captured.LIMIT + CommandResult.CUT.length(), result.out().length());
        assertTrue("told that there was more", result.cut());
        assertEquals(Captured.LIMIT + CommandResult.CUT.length(), result.err().length());
        assertTrue(result.out().startsWith("ooo") && result.err().startsWith("eee"));
    }

    // os-brick D.49
    @Test
    public void bytesThatAreNoTextAreReplaced() {
        assertEquals("a\uFFFDb\u00E9", shell("printf 'a\\377b\\303\\251'").out());
    }

    @Test
    public void aDaemonThatKeepsTheStreamsOpenDoesNotHoldTheCaller() throws Exception {
        // it ends when the test lets go of its input
        Path fifo = fifo("input");
        CommandResult result = shell("read line <" + fifo + " & echo started");
        assertTrue(result.describe(), result.exited(0));
        assertEquals("started\n", result.out());
        Files.writeString(fifo, "go\n");
    }

    // os-brick D.1, os-brick D.50
    @Test
    public void atTheDeadlineTheWholeTreeEndsEvenWhatIgnoresTerm() throws Exception {
        Path fifo = fifo("pids");
        Deadline deadline = tasks.deadline(Duration.ofSeconds(60));
        String stubborn = "trap '' TERM; echo $$; echo said; while :; do sleep 9; done";
        Task<CommandResult> running =
                tasks.fork(
                        "run",
                        () ->
                                commands.run(
                                        List.of(
                                                "sh",
                                                "-c",
                                                "sh -c \"$1\" >$2 & echo begun; wait",
                                                "sh",
                                                stubborn,
                                                fifo.toString()),
                                        deadline));
        long grandchild;
        try (var reader = Files.newBufferedReader(fifo)) {
            grandchild = Long.parseLong(reader.readLine());
            assertEquals("said", reader.readLine());
            deadline.expire();
            assertTrue(running.join(ample));
            assertEquals("its streams are closed", -1, reader.read());
        }
        CommandResult result = running.result().orElseThrow();
        assertEquals(Ending.TIMED_OUT, result.ending());
        assertEquals(-1, result.status());
        assertEquals("what it had said is kept", "begun\n", result.out());
        assertDead(grandchild);
    }

    // a container's first process may not reap, so a zombie counts as dead
    private static void assertDead(long pid) throws Exception {
        Path stat = Path.of("/proc/" + pid + "/stat");
        try {
            String text = Files.readString(stat);
            String state = text.substring(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3);
            assertTrue(text, state.equals("Z") || state.equals("X"));
        } catch (java.nio.file.NoSuchFileException gone) {
            assertFalse(Files.exists(stat));
        }
    }

    private Path fifo(String name) throws Exception {
        Path fifo = folder.getRoot().toPath().resolve(name);
        Process made = new ProcessBuilder("mkfifo", fifo.toString()).start();
        assertTrue(made.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, made.exitValue());
        return fifo;
    }
}
