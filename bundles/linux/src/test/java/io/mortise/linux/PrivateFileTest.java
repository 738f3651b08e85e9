// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class PrivateFileTest {
    @Rule public final TemporaryFolder folder = new TemporaryFolder();

    private Path file(String mode) throws IOException {
        Path file = folder.getRoot().toPath().toRealPath().resolve("secret");
        Files.write(file, "hunter2\n".getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private static void refused(Path path, String why) {
        var failure = assertThrows(HostFailure.class, () -> PrivateFile.read(path.toString(), 100));
        assertEquals(Kind.REFUSED, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains(why));
        assertFalse(failure.getMessage(), failure.getMessage().contains("hunter2"));
    }

    @Test
    public void aFileOfOnesOwnIsRead() throws IOException {
        assertArrayEquals(
                "hunter2\n".getBytes(StandardCharsets.UTF_8),
                PrivateFile.read(file("rw-------").toString(), 100).orElseThrow());
        assertTrue(PrivateFile.read(file("rw-r-----").toString(), 100).isPresent());
    }

    @Test
    public void aFileThatIsNotThereIsAbsent() {
        assertTrue(PrivateFile.read("/nowhere/secret", 100).isEmpty());
    }

    @Test
    public void aFileOpenToOthersIsRefused() throws IOException {
        refused(file("rw----r--"), "0604");
        refused(file("rw-----w-"), "0602");
        refused(file("rw--w----"), "0620");
    }

    @Test
    public void whatIsNoPlainFileIsRefused() throws IOException {
        Path link = folder.getRoot().toPath().resolve("link");
        Files.createSymbolicLink(link, file("rw-------"));
        refused(link, "symbolic link");
        refused(folder.getRoot().toPath(), "no plain file");
        refused(Path.of("/dev/null"), "no plain file");
    }

    @Test
    public void aFileThatIsTooLongIsRefused() throws IOException {
        Path file = file("rw-------");
        assertTrue(PrivateFile.read(file.toString(), 8).isPresent());
        assertThrows(HostFailure.class, () -> PrivateFile.read(file.toString(), 7));
    }

    @Test
    public void aFileOfAnotherUserIsRefused() throws IOException {
        Path file = file("rw-------");
        assumeTrue("only root can give a file away", LibC.getuid() == 0);
        Files.setAttribute(file, "unix:uid", 4711);
        refused(file, "another user");
    }
}
