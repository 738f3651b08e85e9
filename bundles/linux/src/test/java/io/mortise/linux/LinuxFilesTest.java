// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.jna.Native;
import io.mortise.host.Appender;
import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import io.mortise.host.Task;
import io.mortise.host.Written;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LinuxFilesTest {
    @Rule public final TemporaryFolder folder = new TemporaryFolder();

    private final LinuxTasks tasks = new LinuxTasks(Duration.ofSeconds(30));
    private final Deadline ample = tasks.deadline(Duration.ofSeconds(30));
    private final LinuxFiles files = new LinuxFiles(new Expendable(tasks, 1));
    private Path root;

    @Before
    public void root() throws IOException {
        root = folder.getRoot().toPath().toRealPath();
    }

    @After
    public void close() {
        tasks.close();
    }

    private String at(String name) {
        return root.resolve(name).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(path)));
    }

    private static Kind kind(org.junit.function.ThrowingRunnable body) {
        return assertThrows(HostFailure.class, body).kind();
    }

    // os-brick D.58
    @Test
    public void whatIsAbsentIsAnEmptyAnswer() throws IOException {
        Files.createFile(Path.of(at("file")));
        for (String absent : List.of(at("absent"), at("no/such/folder"), at("file/below"))) {
            assertEquals(Optional.empty(), files.read(absent));
            assertEquals(Optional.empty(), files.readBytes(absent));
            assertEquals(List.of(), files.list(absent));
            // a file is no directory
            assertEquals(List.of(), files.list(at("file")));
            assertFalse(files.exists(absent));
            assertEquals(Optional.empty(), files.readLink(absent));
            assertEquals(Optional.empty(), files.realPath(absent));
            assertEquals(Optional.empty(), files.modified(absent));
            assertEquals(Written.ABSENT, files.write(absent, "1", ample));
            files.remove(absent);
        }
        assertFalse("a write makes no file", files.exists(at("absent")));
    }

    @Test
    public void whatCantBeReadIsAFailureAndNotAbsent() {
        assertEquals(Kind.REFUSED, kind(() -> files.read(root.toString())));
        assertEquals(Kind.IO, kind(() -> files.read("/proc/self/mem")));
        assertThrows(IllegalArgumentException.class, () -> files.read("relative"));
        assertThrows(IllegalArgumentException.class, () -> files.read("/a\0b"));
        assertEquals("no encoding has it", Kind.IO, kind(() -> files.read("/half\ud800")));
        assertEquals(Kind.IO, kind(() -> files.makeDirectories("/tmp/half\ud800")));
    }

    @Test
    public void anAttributeThatHasNoValueIsAbsent() {
        // the kernel knows no speed of the loopback device, and says EINVAL
        assertTrue(files.exists("/sys/class/net/lo/speed"));
        assertEquals(Optional.empty(), files.read("/sys/class/net/lo/speed"));
        assertEquals(Optional.empty(), files.readBytes("/sys/class/net/lo/speed"));
    }

    @Test
    public void onlyTheKernelsOwnFilesAreAbsentForHavingNothingToSay() {
        SystemFailure invalid = failure(22);
        assertTrue(invalid.absentAt("/sys/class/block/dm-0/dm/uuid"));
        assertFalse(invalid.absentAt("/etc/multipath.conf"));
        assertFalse(invalid.absentAt("/proc/self/mountinfo"));
        SystemFailure ended = failure(3);
        assertTrue(ended.absentAt("/proc/4711/comm"));
        assertFalse(ended.absentAt("/sys/class/block/dm-0/dm/uuid"));
        assertTrue(failure(2).absentAt("/etc/multipath.conf"));
        assertEquals(Kind.REFUSED, invalid.doing("reading").kind());
    }

    private static SystemFailure failure(int code) {
        Native.setLastError(code);
        return SystemFailure.last("read");
    }

    @Test
    public void textAndBytesComeBackWholeUpToTheirLimit() throws IOException {
        byte[] mebibyte = new byte[1 << 20];
        Files.write(Path.of(at("big")), mebibyte);
        assertEquals(1 << 20, files.read(at("big")).orElseThrow().length());
        Files.write(Path.of(at("bigger")), new byte[(1 << 20) + 1]);
        assertEquals(Kind.GARBLED, kind(() -> files.read(at("bigger"))));
        assertEquals((1 << 20) + 1, files.readBytes(at("bigger")).orElseThrow().length);
        Files.write(Path.of(at("odd")), new byte[] {'a', (byte) 0xff});
        assertEquals("a\uFFFD", files.read(at("odd")).orElseThrow());
        assertArrayEquals(new byte[] {'a', (byte) 0xff}, files.readBytes(at("odd")).orElseThrow());
    }

    @Test
    public void namesComeSorted() throws IOException {
        for (String name : List.of("sdb", "sda", "dm-0")) {
            Files.createFile(root.resolve(name));
        }
        assertEquals(List.of("dm-0", "sda", "sdb"), files.list(root.toString()));
    }

    @Test
    public void linksAreReadAndFollowed() throws IOException {
        Files.createFile(Path.of(at("file")));
        Files.createSymbolicLink(Path.of(at("good")), Path.of("file"));
        Files.createSymbolicLink(Path.of(at("dangling")), Path.of("nowhere"));
        assertEquals(Optional.of("file"), files.readLink(at("good")));
        assertEquals(Optional.empty(), files.readLink(at("file")));
        assertEquals(Optional.of(at("file")), files.realPath(at("good")));
        assertEquals(Optional.empty(), files.realPath(at("dangling")));
        assertTrue("the link itself is there", files.exists(at("dangling")));
        assertEquals(Optional.of("nowhere"), files.readLink(at("dangling")));
        assertEquals(
                Files.getLastModifiedTime(Path.of(at("file"))).toInstant(),
                files.modified(at("good")).orElseThrow());
    }

    @Test
    public void oneWriteReachesAnAttribute() throws IOException {
        Files.writeString(Path.of(at("scan")), "");
        assertEquals(Written.DONE, files.write(at("scan"), "0 0 1", ample));
        assertEquals("0 0 1", Files.readString(Path.of(at("scan"))));
        assertEquals(Written.REFUSED, files.write("/dev/full", "1", ample));
        assertEquals(Written.REFUSED, files.write(root.toString(), "1", ample));
    }

    // opening a FIFO that nobody reads hangs in the kernel as a write to a lost path does
    // peers C.49
    @Test
    public void aWriteThatHangsIsLeftToItselfAndNoMoreThanAllowedAreRisked() throws Exception {
        Path fifo = fifo();
        Files.createFile(root.resolve("other"));
        Deadline deadline = Deadline.never(tasks);
        Task<Written> writing = tasks.fork("w", () -> files.write(fifo.toString(), "1", deadline));
        deadline.expire();
        assertTrue(writing.join(ample));
        assertEquals(Optional.of(Written.UNKNOWN), writing.result());
        assertUnlessBegun(fifo);
    }

    @Test
    public void aWriteThatHangsIsKnownToTheBundleThatComesAfter() throws Exception {
        Path fifo = fifo();
        Deadline brief = tasks.deadline(Duration.ofMillis(100));
        assertEquals(Written.UNKNOWN, files.write(fifo.toString(), "1", brief));
        var later = new LinuxTasks(Duration.ofSeconds(30));
        try {
            new LinuxFiles(new Expendable(tasks, 4));
            var successor = new LinuxFiles(new Expendable(later, 4));
            assertEquals("once", List.of("1"), successor.unanswered(fifo.toString()));
            Deadline again = later.deadline(Duration.ofMillis(100));
            assertEquals(Written.UNKNOWN, successor.write(fifo.toString(), "1", again));
            try (var reader = Files.newInputStream(fifo)) {
                assertEquals('1', reader.read());
                assertTrue(answered(successor, fifo, later));
                assertEquals("it was not asked a second time", -1, reader.read());
            }
        } finally {
            later.close();
        }
    }

    private Path fifo() throws Exception {
        Path fifo = root.resolve("delete");
        Process made = new ProcessBuilder("mkfifo", fifo.toString()).start();
        assertTrue(made.waitFor(30, TimeUnit.SECONDS) && made.exitValue() == 0);
        return fifo;
    }

    private static boolean answered(LinuxFiles files, Path attribute, LinuxTasks tasks) {
        return tasks.deadline(Duration.ofSeconds(30))
                .await(
                        tasks.signal("answered"),
                        Duration.ofMillis(1),
                        () ->
                                Optional.of(files.unanswered(attribute.toString()))
                                        .filter(List::isEmpty))
                .isPresent();
    }

    // whether the write had begun when the deadline was expired is for the scheduler to say
    private void assertUnlessBegun(Path fifo) throws IOException {
        Deadline brief = tasks.deadline(Duration.ofMillis(100));
        assertEquals(Written.UNKNOWN, files.write(fifo.toString(), "1", brief));
        assertEquals("1", files.unanswered(fifo.toString()).get(0));
        assertEquals(List.of(), files.unanswered(root.resolve("other").toString()));
        assertEquals(
                "one hangs and one may",
                Written.UNKNOWN,
                files.write(root.resolve("other").toString(), "1", ample));
        assertEquals("", Files.readString(root.resolve("other")));
        try (var reader = Files.newInputStream(fifo)) {
            assertEquals("it took effect after all", '1', reader.read());
            assertTrue(answered(files, fifo, tasks));
        }
    }

    @Test
    public void aReplacedFileIsItsOwnersOnlyAndWhole() throws IOException {
        files.replace(at("record"), at("temporary"), bytes("one"));
        assertEquals("one", Files.readString(Path.of(at("record"))));
        assertEquals("rw-------", mode(at("record")));
        Files.setPosixFilePermissions(
                Path.of(at("record")), PosixFilePermissions.fromString("rw-rw-rw-"));
        files.replace(at("record"), at("temporary"), bytes("two"));
        assertEquals("two", Files.readString(Path.of(at("record"))));
        assertEquals("rw-------", mode(at("record")));
        assertEquals(List.of("record"), files.list(root.toString()));
    }

    @Test
    public void aTemporaryLeftByACrashIsNeitherFollowedNorKept() throws IOException {
        Path elsewhere = Files.writeString(root.resolve("elsewhere"), "precious");
        Files.createSymbolicLink(root.resolve("temporary"), elsewhere);
        files.replace(at("record"), at("temporary"), bytes("secret"));
        assertEquals("precious", Files.readString(elsewhere));
        assertEquals("secret", Files.readString(root.resolve("record")));
        assertFalse(files.exists(at("temporary")));
    }

    @Test
    public void aReplacementThatFailsLeavesTheOldFileAndNoTemporary() throws IOException {
        Files.createDirectories(root.resolve("folder/full"));
        assertEquals(
                Kind.REFUSED, kind(() -> files.replace(at("folder"), at("temporary"), bytes("x"))));
        assertTrue(files.exists(at("folder/full")));
        assertFalse(files.exists(at("temporary")));
        assertEquals(
                Kind.UNAVAILABLE,
                kind(() -> files.replace(at("none/record"), at("none/t"), bytes("x"))));
    }

    @Test
    public void appendedBytesFollowWhatWasThere() throws IOException {
        try (Appender journal = files.append(at("journal"))) {
            journal.append(bytes("one\n"));
            journal.append(bytes("two\n"));
        }
        assertEquals("rw-------", mode(at("journal")));
        Appender again = files.append(at("journal"));
        again.append(bytes("three\n"));
        again.close();
        again.close();
        assertThrows(IllegalStateException.class, () -> again.append(bytes("late")));
        assertEquals("one\ntwo\nthree\n", Files.readString(Path.of(at("journal"))));
    }

    @Test
    public void aLinkIsNeverAppendedToAndAFullDiskIsSaidToBeFull() throws IOException {
        Files.createFile(root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("journal"), root.resolve("elsewhere"));
        assertEquals(Kind.REFUSED, kind(() -> files.append(at("journal"))));
        try (Appender full = files.append("/dev/full")) {
            assertEquals(Kind.FULL, kind(() -> full.append(bytes("x"))));
        }
        assertEquals(Kind.UNAVAILABLE, kind(() -> files.append(at("none/journal"))));
    }

    @Test
    public void directoriesAreTheirOwnersOnlyAndMayBeThere() throws IOException {
        files.makeDirectories(at("a/b/c"));
        files.makeDirectories(at("a/b/c"));
        assertEquals("rwx------", mode(at("a")));
        assertEquals("rwx------", mode(at("a/b/c")));
        Files.createFile(root.resolve("file"));
        assertEquals(Kind.REFUSED, kind(() -> files.makeDirectories(at("file"))));
        assertEquals(Kind.REFUSED, kind(() -> files.makeDirectories(at("file/below"))));
    }

    @Test
    public void filesLinksAndEmptyDirectoriesAreRemoved() throws IOException {
        Files.createFile(root.resolve("file"));
        Files.createSymbolicLink(root.resolve("link"), root.resolve("file"));
        Files.createDirectories(root.resolve("folder/full"));
        assertEquals(Kind.REFUSED, kind(() -> files.remove(at("folder"))));
        files.remove(at("link"));
        assertTrue(files.exists(at("file")));
        files.remove(at("folder/full"));
        files.remove(at("folder"));
        files.remove(at("file"));
        assertEquals(List.of(), files.list(root.toString()));
    }

    @Test
    public void aHardLinkIsHadByOneOnly() throws IOException {
        Files.createFile(root.resolve("lock"));
        assertTrue(files.hardLink(at("lock"), at("lock.write")));
        assertFalse(files.hardLink(at("lock"), at("lock.write")));
        assertEquals(Kind.UNAVAILABLE, kind(() -> files.hardLink(at("none"), at("other"))));
    }

    @Test
    public void onlyABlockDeviceHasABlockNumber() throws IOException {
        Files.createFile(Path.of(at("plain")));
        Files.createSymbolicLink(Path.of(at("nowhere")), Path.of(at("gone")));
        assertEquals(Optional.empty(), files.blockNumber(at("plain")));
        assertEquals(Optional.empty(), files.blockNumber(at("nowhere")));
        assertEquals(Optional.empty(), files.blockNumber("/dev/null"));
    }

    @Test
    public void aBlockNumberIsWrittenAsInSysfs() {
        assertEquals("253:0", DeviceNumber.text(0xfd00));
        assertEquals("8:256", DeviceNumber.text(0x100800));
        assertEquals("4096:1048577", DeviceNumber.text(0x1001_0000_0001L));
    }

    @Test
    public void tooManyNamesAreAFailureAndNotAPartOfThem() throws IOException {
        for (int i = 0; i < 4; i++) {
            Files.createFile(root.resolve("name" + i));
        }
        assertEquals(4, DirectoryNames.of(root.toString(), 4).size());
        assertEquals(Kind.GARBLED, kind(() -> listAtMost(3)));
    }

    private List<String> listAtMost(int most) {
        try {
            return DirectoryNames.of(root.toString(), most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
