// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SearchPathTest {
    @Rule public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theFirstFolderWithSuchAProgramWins() throws Exception {
        Path first = folder.newFolder("first").toPath();
        Path second = folder.newFolder("second").toPath();
        Path program = Files.createFile(second.resolve("tool"));
        var path = SearchPath.parse(first + ":" + second);
        assertEquals("not executable", Optional.empty(), path.find("tool"));
        assertTrue(program.toFile().setExecutable(true));
        assertEquals(Optional.of(program), path.find("tool"));
        Path earlier = Files.createFile(first.resolve("tool"));
        assertTrue(earlier.toFile().setExecutable(true));
        assertEquals(Optional.of(earlier), path.find("tool"));
        assertEquals("a folder is no program", Optional.empty(), path.find("."));
    }

    @Test
    public void relativeAndEmptyFoldersAreRefused() {
        for (String bad : new String[] {"", "/bin:", ":/bin", "bin", "/bin:.", "/a\0b"}) {
            assertThrows(bad, IllegalArgumentException.class, () -> SearchPath.parse(bad));
        }
    }
}
