// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ClaimTest {
    @Rule public final TemporaryFolder folder = new TemporaryFolder();

    // of this machine; where none can be opened there is nothing to see
    private static Optional<String> mounted() throws IOException {
        return Files.readString(Path.of("/proc/self/mounts"))
                .lines()
                .map(line -> line.split(" "))
                .filter(fields -> Arrays.asList("ext4", "xfs").contains(fields[2]))
                .map(fields -> fields[0])
                .filter(ClaimTest::opens)
                .findFirst();
    }

    private static boolean opens(String device) {
        try (InputStream stream = Files.newInputStream(Path.of(device))) {
            return stream != null;
        } catch (IOException forbidden) {
            return false;
        }
    }

    @Test
    public void aDeviceThatIsMountedIsClaimed() throws IOException {
        Optional<String> device = mounted();
        assumeTrue("no device that is mounted can be opened here", device.isPresent());
        assertEquals(Optional.of(true), Claim.on(device.get()));
    }

    @Test
    public void whatIsAbsentIsNot() {
        assertEquals(Optional.of(false), Claim.on("/dev/sdzz"));
    }

    @Test
    public void aDeviceThatCanBeOpenedIsNotAndCanBeOpenedAgain() {
        assertEquals(Optional.of(false), Claim.on("/dev/null"));
        assertEquals(Optional.of(false), Claim.on("/dev/null"));
    }

    @Test
    public void whatCantBeOpenedForAnotherReasonIsUnknown() throws IOException {
        Path first = folder.getRoot().toPath().resolve("first");
        Path second = folder.getRoot().toPath().resolve("second");
        Files.createSymbolicLink(first, second);
        Files.createSymbolicLink(second, first);
        assertEquals(Optional.empty(), Claim.on(first.toString()));
    }
}
