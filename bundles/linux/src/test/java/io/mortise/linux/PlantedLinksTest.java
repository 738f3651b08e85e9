// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.sun.jna.NativeLibrary;
import io.mortise.host.Access;
import io.mortise.host.Appender;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What somebody else put where we write, lock and delete, on the real file system. */
public class PlantedLinksTest {
    private static final byte[] OURS = "ours".getBytes(StandardCharsets.UTF_8);

    @Rule public final TemporaryFolder folder = new TemporaryFolder();

    private final LinuxTasks tasks = new LinuxTasks(Duration.ofSeconds(30));
    private final LinuxFiles files = new LinuxFiles(new Expendable(tasks, 1));
    private Path victims;
    private Path victim;
    private Path own;

    @Before
    public void plant() throws IOException {
        Path root = folder.getRoot().toPath().toRealPath();
        victims = Files.createDirectory(root.resolve("victims"), mode("rwx------"));
        victim = Files.writeString(victims.resolve("victim"), "theirs");
        own = Files.createDirectory(root.resolve("own"), mode("rwx------"));
    }

    @After
    public void end() throws IOException {
        assertEquals("theirs", Files.readString(victim));
        try (var names = Files.list(victims)) {
            assertEquals(List.of(victim), names.toList());
        }
        tasks.close();
    }

    private static FileAttribute<?> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    private static Kind kind(Runnable act) {
        return assertThrows(HostFailure.class, act::run).kind();
    }

    private String link(String name, Path to) throws IOException {
        return Files.createSymbolicLink(own.resolve(name), to).toString();
    }

    @Test
    public void aLinkInPlaceOfAFileIsNeitherWrittenThroughNorLocked() throws IOException {
        String planted = link("planted", victim);
        assertEquals(Kind.REFUSED, kind(() -> files.append(planted)));
        assertEquals(Kind.REFUSED, kind(() -> files.tryLock(planted, Access.EXCLUSIVE)));
        String temporary = link("temporary", victim);
        files.replace(planted, temporary, OURS);
        assertTrue(Files.isRegularFile(Path.of(planted), LinkOption.NOFOLLOW_LINKS));
        assertEquals("ours", Files.readString(Path.of(planted)));
    }

    @Test
    public void aLinkIsDeletedAndNotWhatItLeadsTo() throws IOException {
        files.remove(link("file", victim));
        files.remove(link("folder", victims));
        assertEquals(List.of(), files.list(own.toString()));
    }

    @Test
    public void aLinkInPlaceOfADirectoryIsRefused() throws IOException {
        String planted = link("locks", victims);
        assertEquals(Kind.REFUSED, kind(() -> files.makeDirectories(planted)));
        assertEquals(Kind.REFUSED, kind(() -> files.append(planted + "/a")));
        assertEquals(Kind.REFUSED, kind(() -> files.tryLock(planted + "/a", Access.SHARED)));
        assertEquals(
                Kind.REFUSED,
                kind(() -> files.replace(planted + "/a", own.resolve("tmp").toString(), OURS)));
        assertEquals(
                Kind.REFUSED,
                kind(() -> files.replace(own.resolve("a").toString(), planted + "/tmp", OURS)));
        String dangling = link("dangling", own.resolve("nowhere"));
        assertThrows(HostFailure.class, () -> files.makeDirectories(dangling));
        assertFalse(Files.exists(own.resolve("nowhere")));
    }

    @Test
    public void aDirectoryThatOthersMayWriteToOrReplaceIsRefused() throws IOException {
        Path open = Files.createDirectory(own.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        var refused = assertThrows(HostFailure.class, () -> files.makeDirectories(open.toString()));
        assertTrue(refused.getMessage(), refused.getMessage().contains(open + " (mode 0777)"));
        assertEquals(Kind.REFUSED, kind(() -> files.makeDirectories(open + "/below")));
        assertEquals(Kind.REFUSED, kind(() -> files.tryLock(open + "/below/a", Access.SHARED)));
    }

    @Test
    public void aDirectoryOfAnotherUserBelowOneThatAllMayWriteToIsRefused() throws IOException {
        assumeTrue("only root can give a directory away", LibC.getuid() == 0);
        Path sticky = Files.createDirectory(own.resolve("sticky"));
        NativeLibrary libc = NativeLibrary.getProcess();
        libc.getFunction("chmod").invokeInt(new Object[] {sticky.toString(), 01777});
        Path theirs = Files.createDirectory(sticky.resolve("mortise"), mode("rwx------"));
        files.makeDirectories(theirs.toString());
        libc.getFunction("chown").invokeInt(new Object[] {theirs.toString(), 4711, 4711});
        var refused =
                assertThrows(
                        HostFailure.class, () -> files.tryLock(theirs + "/a", Access.EXCLUSIVE));
        assertEquals(Kind.REFUSED, refused.kind());
        assertTrue(refused.getMessage(), refused.getMessage().contains("another user (4711)"));
        assertEquals(List.of(), files.list(theirs.toString()));
    }

    @Test
    public void filesAreTheirOwnersOnlyWhateverTheUmask() throws IOException {
        var umask = NativeLibrary.getProcess().getFunction("umask");
        for (int mask : List.of(0, 022, 077)) {
            int before = umask.invokeInt(new Object[] {mask});
            try {
                make(own + "/" + mask);
            } finally {
                umask.invokeInt(new Object[] {before});
            }
        }
    }

    @SuppressWarnings("try") // the lock is only to be held
    private void make(String base) throws IOException {
        files.makeDirectories(base + "/deep/er");
        files.replace(base + "/file", base + "/tmp", OURS);
        try (Appender appender = files.append(base + "/journal")) {
            appender.append(OURS);
        }
        try (Held held = files.tryLock(base + "/lock", Access.EXCLUSIVE).orElseThrow()) {
            assertEquals("rw-------", shown(base + "/lock"));
        }
        assertEquals("rw-------", shown(base + "/file"));
        assertEquals("rw-------", shown(base + "/journal"));
        assertEquals("rwx------", shown(base));
        assertEquals("rwx------", shown(base + "/deep"));
        assertEquals("rwx------", shown(base + "/deep/er"));
    }

    private static String shown(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(path)));
    }

    @Test
    public void aNameWithANulByteIsRefusedAndNotCutShort() {
        String path = own + "/a\0b";
        assertThrows(IllegalArgumentException.class, () -> files.append(path));
        assertThrows(IllegalArgumentException.class, () -> files.remove(path));
        assertThrows(IllegalArgumentException.class, () -> files.tryLock(path, Access.EXCLUSIVE));
        assertThrows(IllegalArgumentException.class, () -> files.append("relative"));
    }
}
