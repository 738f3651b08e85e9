// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LinuxHostTest {
    private static final String MACHINE = "3d1219c7c4c5404aaa1f6d2a48adfda4";
    private static final String BOOT = "69f02b72-3a8d-4c62-ac31-e08a98e11d4c";

    @Rule public final TemporaryFolder root = new TemporaryFolder();

    @Before
    public void identity() throws IOException {
        write("etc/machine-id", MACHINE + "\n");
        write("proc/sys/kernel/random/boot_id", BOOT + "\n");
    }

    private void write(String path, String text) throws IOException {
        Path file = root.getRoot().toPath().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private LinuxHost host() {
        return new LinuxHost(SearchPath.parse(SearchPath.DEFAULT), root.getRoot().getPath());
    }

    @Test
    public void theIdentityIsThatOfMachineAndBoot() {
        try (LinuxHost host = host()) {
            assertEquals("linux", host.identity().kind());
            assertEquals(MACHINE, host.identity().machineId());
            assertEquals(BOOT, host.identity().bootId());
        }
    }

    @Test
    public void aMachineWithoutIdentityIsNoHost() throws IOException {
        for (String bad : new String[] {"", "uninitialized\n", MACHINE.substring(1)}) {
            write("etc/machine-id", bad);
            var failure = assertThrows(HostFailure.class, this::host);
            assertTrue(failure.getMessage(), failure.getMessage().contains("machine-id-setup"));
        }
    }

    @Test
    public void aDiskThatIsNotThereGivesNoAnswerAndABadNameIsRefused() {
        try (LinuxHost host = host()) {
            Deadline ample = host.tasks().deadline(Duration.ofSeconds(30));
            assertEquals(
                    Optional.empty(), host.inquiries().vitalProductData("sdzzzzzz", 0x83, ample));
            for (String bad : new String[] {"", "dm-0", "../null", "sda1"}) {
                assertThrows(
                        bad,
                        IllegalArgumentException.class,
                        () -> host.inquiries().vitalProductData(bad, 0x83, ample));
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> host.inquiries().vitalProductData("sda", 256, ample));
        }
    }

    // the thread waits in the kernel; closing waits for it, so it must have been woken
    @Test
    public void closingEndsTheReceiverOfNoticesAndWakesWhoWaitsForOne() {
        LinuxHost host = host();
        Signal signal = host.tasks().signal("notices");
        Held first = host.uevents().subscribe(notice -> false, signal);
        Held second = host.uevents().subscribe(notice -> false, signal);
        first.close();
        host.close();
        assertTrue(signal.count() > 0);
        second.close();
        assertThrows(
                IllegalStateException.class,
                () -> host.uevents().subscribe(notice -> true, signal));
        assertThrows(IllegalStateException.class, () -> host.tasks().fork("late", () -> true));
        assertFalse(
                Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().equals("mortise uevents")));
    }
}
