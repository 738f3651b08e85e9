// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Access;
import io.mortise.host.Appender;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.host.Written;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.machine.Disk;
import io.mortise.simulator.machine.Tree;
import io.mortise.simulator.machine.Tree.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class FilesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedHost simulated = SimulatedHost.virtual(7);
    private final Tree tree = simulated.computer().tree();
    private final Disk disk = simulated.computer().disk();

    @Before
    public void directories() {
        tree.directory("/var/lib/mortise");
    }

    @After
    public void close() {
        simulated.close();
    }

    private HostFiles files() {
        return simulated.host().files();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private void failsWith(HostFailure.Kind kind, Runnable body) {
        var failure = assertThrows(HostFailure.class, () -> simulated.run(body));
        assertEquals(failure.getMessage(), kind, failure.kind());
    }

    @Test
    public void whatIsAbsentIsEmpty() {
        assertEquals(Optional.empty(), files().read("/nowhere/at/all"));
        assertEquals(Optional.empty(), files().readLink("/nowhere"));
        assertEquals(Optional.empty(), files().realPath("/nowhere"));
        assertEquals(Optional.empty(), files().modified("/nowhere"));
        assertEquals(List.of(), files().list("/nowhere"));
        assertFalse(files().exists("/nowhere"));
        files().remove("/nowhere");
    }

    @Test
    public void linksAreFollowedAlsoRelativeOnesAndUpwards() {
        tree.file("/sys/devices/a/b/wwid", "naa.6\n");
        tree.link("/sys/block/sda", "../devices/a/b");
        assertEquals(Optional.of("naa.6\n"), files().read("/sys/block/sda/wwid"));
        assertEquals(Optional.of("/sys/devices/a/b"), files().realPath("/sys/block/sda"));
        assertEquals(Optional.of("../devices/a/b"), files().readLink("/sys/block/sda"));
        assertEquals(Optional.of("naa.6\n"), files().read("/sys/block/sda/../b/wwid"));
        assertEquals(List.of("wwid"), files().list("/sys/block/sda"));
    }

    @Test
    public void aDanglingLinkExistsButLeadsNowhere() {
        tree.link("/dev/disk/by-id/x", "/dev/gone");
        assertTrue(files().exists("/dev/disk/by-id/x"));
        assertEquals(Optional.empty(), files().realPath("/dev/disk/by-id/x"));
    }

    @Test
    public void linksThatGoInACircleAreAnError() {
        tree.link("/a", "/b");
        tree.link("/b", "/a");
        failsWith(HostFailure.Kind.IO, () -> files().read("/a"));
    }

    @Test
    public void directoriesAreNoFilesAndFilesNoDirectories() {
        failsWith(HostFailure.Kind.REFUSED, () -> files().read("/var"));
        tree.file("/f", "x");
        failsWith(HostFailure.Kind.REFUSED, () -> files().list("/f"));
    }

    @Test
    public void oneMebibyteOfTextIsReadAndNotAByteMore() {
        tree.file("/most", "x".repeat(1 << 20));
        tree.file("/more", "x".repeat((1 << 20) + 1));
        assertEquals(1 << 20, files().read("/most").orElseThrow().length());
        failsWith(HostFailure.Kind.GARBLED, () -> files().read("/more"));
        assertEquals((1 << 20) + 1, files().readBytes("/more").orElseThrow().length);
    }

    @Test
    public void whatIsReplacedAndAppendedSurvivesACrashAndAReboot() {
        files().replace("/var/lib/mortise/a", "/var/lib/mortise/.a", bytes("one"));
        try (Appender log = files().append("/var/lib/mortise/log")) {
            log.append(bytes("1\n"));
            log.append(bytes("2\n"));
        }
        simulated.restart(Children.LIVE_ON);
        assertEquals(Optional.of("one"), files().read("/var/lib/mortise/a"));
        assertEquals(Optional.of("1\n2\n"), files().read("/var/lib/mortise/log"));
        simulated.reboot();
        assertEquals(Optional.of("one"), files().read("/var/lib/mortise/a"));
        assertEquals(List.of("a"), files().list("/var/lib/mortise"));
    }

    @Test
    public void bytesThatWereNotForcedAreLostInACrash() {
        disk.overwrite("/var/lib/mortise/a", bytes("one"));
        disk.force("/var/lib/mortise/a");
        disk.overwrite("/var/lib/mortise/a", bytes("two"));
        assertEquals(Optional.of("two"), files().read("/var/lib/mortise/a"));
        simulated.restart(Children.LIVE_ON);
        assertEquals(Optional.of("one"), files().read("/var/lib/mortise/a"));
    }

    @Test
    public void aNameThatWasNotForcedIsLostWhenThePowerGoesAndOnlyThen() {
        disk.overwrite("/var/lib/mortise/new", bytes("x"));
        disk.force("/var/lib/mortise/new");
        simulated.restart(Children.LIVE_ON);
        assertTrue(files().exists("/var/lib/mortise/new"));
        simulated.reboot();
        assertFalse(files().exists("/var/lib/mortise/new"));
    }

    @Test
    public void aForcedDirectoryKeepsItsNames() {
        disk.overwrite("/var/lib/mortise/new", bytes("x"));
        disk.force("/var/lib/mortise/new");
        disk.forceDirectory("/var/lib/mortise");
        simulated.reboot();
        assertEquals(Optional.of("x"), files().read("/var/lib/mortise/new"));
    }

    @Test
    public void aRenameThatWasNotForcedGivesTheOldFileBackWhenThePowerGoes() {
        files().replace("/var/lib/mortise/a", "/var/lib/mortise/.a", bytes("old"));
        disk.overwrite("/var/lib/mortise/.a", bytes("new"));
        disk.force("/var/lib/mortise/.a");
        disk.rename("/var/lib/mortise/.a", "/var/lib/mortise/a");
        assertEquals(Optional.of("new"), files().read("/var/lib/mortise/a"));
        simulated.reboot();
        assertEquals(Optional.of("old"), files().read("/var/lib/mortise/a"));
    }

    @Test
    public void aCrashInTheMiddleOfReplacingLeavesTheOldFileOrTheNewOneWhole() {
        boolean old = false;
        boolean fresh = false;
        for (long seed = 0; seed < 40; seed++) {
            try (var other = SimulatedHost.virtual(seed)) {
                var tornFiles = other.host().files();
                other.computer().tree().directory("/d");
                tornFiles.replace("/d/a", "/d/.a", bytes("old"));
                other.crash(new CrashPlan(2, CrashPlan.Moment.DURING, CrashPlan.Children.LIVE_ON));
                assertThrows(
                        io.mortise.simulator.baton.Crashed.class,
                        () -> tornFiles.replace("/d/a", "/d/.a", bytes("fresh")));
                String left = other.restart(Children.LIVE_ON).files().read("/d/a").orElseThrow();
                old |= left.equals("old");
                fresh |= left.equals("fresh");
                assertTrue(left, left.equals("old") || left.equals("fresh"));
            }
        }
        assertTrue(old && fresh);
    }

    @Test
    public void aReadOnlyOrFullFileSystemRefusesAndChangesNothing() {
        files().replace("/var/lib/mortise/a", "/var/lib/mortise/.a", bytes("old"));
        for (Condition condition : List.of(Condition.READ_ONLY, Condition.FULL)) {
            tree.condition("/var/lib", condition);
            failsWith(HostFailure.Kind.FULL, () -> replace("new"));
            failsWith(HostFailure.Kind.FULL, () -> files().append("/var/lib/mortise/b"));
            failsWith(HostFailure.Kind.FULL, () -> files().makeDirectories("/var/lib/c"));
            assertEquals(Optional.of("old"), files().read("/var/lib/mortise/a"));
            assertEquals(List.of("a"), files().list("/var/lib/mortise"));
        }
        files().remove("/var/lib/mortise/a");
        tree.condition("/var/lib", Condition.READ_ONLY);
        replaceInRun();
        tree.condition("/var/lib", Condition.WRITABLE);
        replace("new");
    }

    private void replace(String text) {
        files().replace("/var/lib/mortise/a", "/var/lib/mortise/.a", bytes(text));
    }

    private void replaceInRun() {
        files().replace("/run/a", "/run/.a", bytes("elsewhere"));
        assertArrayEquals(bytes("elsewhere"), files().readBytes("/run/a").orElseThrow());
    }

    @Test
    public void onlyEmptyDirectoriesAreRemoved() {
        files().makeDirectories("/var/lib/mortise/x/y");
        failsWith(HostFailure.Kind.REFUSED, () -> files().remove("/var/lib/mortise/x"));
        files().remove("/var/lib/mortise/x/y");
        files().remove("/var/lib/mortise/x");
        assertFalse(files().exists("/var/lib/mortise/x"));
    }

    @Test
    public void appendingNeverFollowsALink() {
        tree.file("/etc/shadow", "secret");
        tree.link("/var/lib/mortise/log", "/etc/shadow");
        failsWith(HostFailure.Kind.REFUSED, () -> files().append("/var/lib/mortise/log"));
        assertEquals(Optional.of("secret"), files().read("/etc/shadow"));
    }

    @Test
    public void aHardLinkIsMadeOnceAndSharesItsBytes() {
        tree.file("/run/lock/iscsi/lock", "");
        assertTrue(files().hardLink("/run/lock/iscsi/lock", "/run/lock/iscsi/lock.write"));
        assertFalse(files().hardLink("/run/lock/iscsi/lock", "/run/lock/iscsi/lock.write"));
        tree.file("/run/lock/iscsi/lock", "seen");
        assertEquals(Optional.of("seen"), files().read("/run/lock/iscsi/lock.write"));
        failsWith(HostFailure.Kind.UNAVAILABLE, () -> files().hardLink("/run/none", "/run/other"));
    }

    @Test
    public void lockFilesExcludeOtherJvmsUntilTheyAreFreedOrTheirHolderCrashes() {
        Incarnation first = simulated.host();
        Incarnation second = simulated.another();
        String path = "/var/lib/mortise/lock";
        Held held = first.files().tryLock(path, Access.EXCLUSIVE).orElseThrow();
        assertEquals(Optional.empty(), second.files().tryLock(path, Access.SHARED));
        held.close();
        held.close();
        assertTrue(second.files().tryLock(path, Access.SHARED).isPresent());
        assertTrue(first.files().tryLock(path, Access.SHARED).isPresent());
        assertEquals(Optional.empty(), first.files().tryLock(path, Access.EXCLUSIVE));
        second.crash(Children.DIE);
        first.crash(Children.DIE);
        assertTrue(simulated.another().files().tryLock(path, Access.EXCLUSIVE).isPresent());
    }

    @Test
    public void aLockIsOfTheFileNotOfItsName() {
        String path = "/var/lib/mortise/lock";
        assertTrue(files().tryLock(path, Access.EXCLUSIVE).isPresent());
        files().remove(path);
        assertTrue(simulated.another().files().tryLock(path, Access.EXCLUSIVE).isPresent());
    }

    @Test
    public void theKernelAnswersAWriteWhenItLikesOrNeverOrNot() {
        tree.writeOnly("/sys/now", (text, answer) -> answer.accept(Written.DONE));
        tree.writeOnly("/sys/slow", (text, answer) -> later(answer, SECOND));
        tree.writeOnly("/sys/hang", (text, answer) -> {});
        tree.attribute("/sys/state", () -> "running\n");
        assertEquals(Written.DONE, write("/sys/now"));
        assertEquals(Written.DONE, write("/sys/slow"));
        assertEquals(Written.UNKNOWN, write("/sys/hang"));
        assertEquals(Written.ABSENT, write("/sys/none"));
        assertEquals(Written.REFUSED, write("/sys/state"));
    }

    @Test
    public void anAnswerAfterTheDeadlineIsDropped() {
        tree.writeOnly("/sys/slow", (text, answer) -> later(answer, SECOND.multipliedBy(9)));
        assertEquals(Written.UNKNOWN, write("/sys/slow"));
        simulated.pass(SECOND.multipliedBy(10));
        assertEquals(Duration.ofSeconds(15).toSeconds(), seconds());
    }

    @Test
    public void whatTheKernelHasNotAnsweredIsKnownUntilItDoes() {
        tree.writeOnly("/sys/slow", (text, answer) -> later(answer, SECOND.multipliedBy(9)));
        tree.writeOnly("/sys/hang", (text, answer) -> {});
        assertEquals(List.of(), files().unanswered("/sys/slow"));
        write("/sys/slow");
        assertEquals(List.of("1"), files().unanswered("/sys/slow"));
        write("/sys/hang");
        assertEquals(List.of("1"), files().unanswered("/sys/hang"));
        assertEquals(List.of(), files().unanswered("/sys/none"));
        assertEquals(List.of(), files().unanswered("/sys/slow"));
        assertEquals(List.of("1"), files().unanswered("/sys/hang"));
    }

    private long seconds() {
        return Duration.ofNanos(simulated.host().tasks().nanos()).toSeconds();
    }

    private void later(Consumer<Written> answer, Duration delay) {
        simulated.computer().timeline().after(delay, "answer", () -> answer.accept(Written.DONE));
    }

    private Written write(String path) {
        return files().write(path, "1", Worlds.in(simulated.host(), SECOND.multipliedBy(5)));
    }

    @Test
    public void anAttributeThatFailsToReadIsAFailureAndOneWrittenOnlyIsRefused() {
        tree.attribute(
                "/sys/eio",
                () -> {
                    throw new HostFailure(HostFailure.Kind.IO, "reading /sys/eio", "EIO");
                });
        tree.writeOnly("/sys/delete", (text, answer) -> answer.accept(Written.DONE));
        failsWith(HostFailure.Kind.IO, () -> files().read("/sys/eio"));
        failsWith(HostFailure.Kind.REFUSED, () -> files().read("/sys/delete"));
    }

    @Test
    public void aRebootEmptiesWhatIsInMemoryAndGivesANewBootId() {
        tree.file("/run/x", "x");
        tree.file("/sys/block/sda/size", "1");
        String before = simulated.host().identity().bootId();
        Incarnation after = simulated.reboot();
        assertFalse(after.files().exists("/run/x"));
        assertFalse(after.files().exists("/sys/block"));
        assertFalse(before.equals(after.identity().bootId()));
        assertEquals(
                Optional.of(after.identity().bootId() + "\n"),
                after.files().read("/proc/sys/kernel/random/boot_id"));
        assertEquals(
                Optional.of(after.identity().machineId() + "\n"),
                after.files().read("/etc/machine-id"));
    }

    @Test
    public void timesOfChangeFollowTheSimulatedClock() {
        tree.file("/run/a", "1");
        var made = files().modified("/run/a").orElseThrow();
        simulated.pass(SECOND);
        tree.file("/run/a", "2");
        var changed = files().modified("/run/a").orElseThrow();
        assertEquals(SECOND, Duration.between(made, changed));
    }
}
