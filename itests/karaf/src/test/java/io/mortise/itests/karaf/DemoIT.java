// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code bin/mortise demo --unattended}, as somebody runs it who has just unpacked it. */
public class DemoIT {
    @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static Installation installation;

    @BeforeClass
    public static void unpack() throws Exception {
        installation = Installation.unpacked(FOLDER.getRoot().toPath().resolve("mortise"));
    }

    @Test
    public void showsAVolumeThatLosesAPathAndGetsItBackAndEndsWell() throws Exception {
        var ended = installation.mortise(Map.of(), "demo", "--unattended");
        String all = ended.out() + ended.err();
        assertEquals(all, 0, ended.status());
        int attached = all.indexOf("> volume:attach");
        int failed = all.indexOf("FAILED", attached);
        int mended = all.indexOf("> simulator:mend", failed);
        int detached = all.indexOf("The array may unmap the volume.", mended);
        assertTrue(all, 0 < attached && attached < failed && failed < mended && mended < detached);
        assertTrue(all, all.substring(mended, detached).contains("ATTACHED"));
        assertTrue(all, all.contains("The host is as it was before."));
        assertEquals("not running", 1, installation.mortise(Map.of(), "stop").status());
    }

    @Test
    public void saysWhyItCanNotRun() throws Exception {
        String nowhere = Path.of("/nowhere").toString();
        var ended = installation.mortise(Map.of("JAVA_HOME", nowhere), "demo", "--unattended");
        assertEquals(1, ended.status());
        assertTrue(ended.err(), ended.err().contains(nowhere));
    }

    @Test
    public void withoutATerminalThereIsNoShellToLeaveTheReaderIn() throws Exception {
        var ended = installation.mortise(Map.of(), "demo");
        assertEquals(1, ended.status());
        assertTrue(ended.err(), ended.err().contains("demo --unattended"));
    }
}
