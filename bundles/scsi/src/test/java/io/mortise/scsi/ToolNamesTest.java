// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.CommandResult;
import io.mortise.scsi.multipath.Answer;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.scsi.multipath.MultipathTool;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** Names that others gave, where they become words of a command. */
public class ToolNamesTest {
    private final Scene scene = new Scene("defaults {", "find_multipaths strict", "}");

    @After
    public void close() {
        scene.close();
    }

    @Test
    public void aMapWhoseNameIsAnOptionIsNotGivenToTheProgram() {
        CommandResult result =
                scene.on(host -> new MultipathTool(host).flush("-F", Scene.soon(host)));
        assertEquals(CommandResult.Ending.NOT_STARTED, result.ending());
        assertTrue(result.describe(), result.describe().contains("taken for an option"));
        CommandResult run =
                scene.on(host -> new MultipathTool(host).flush("none", Scene.soon(host)));
        assertEquals(CommandResult.Ending.EXITED, run.ending());
    }

    @Test
    public void aNameOfSeveralWordsIsNotSaidToTheDaemon() {
        for (String name : List.of("a b", "a\nremove map b", "a\0", "\"a", "")) {
            Answer answer =
                    scene.on(host -> new MultipathDaemon(host).removeMap(name, Scene.soon(host)));
            assertEquals(name, Answer.Verdict.REFUSED, answer.verdict());
            assertTrue(answer.text(), answer.text().startsWith("not asked to remove map"));
        }
    }

    @Test
    public void onlyAnAbsolutePathIsGivenToBlockdev() {
        for (String path : List.of("--help", "-V", "sda", "")) {
            scene.on(
                    host ->
                            assertThrows(
                                    IllegalArgumentException.class,
                                    () -> new Blockdev(host).flush(path, Scene.soon(host))));
        }
    }

    @Test
    public void onlyTheNameOfADeviceIsGivenToSync() {
        for (String name : List.of("--help", "-d", "/dev/sda", "../sda", "")) {
            scene.on(
                    host ->
                            assertThrows(
                                    IllegalArgumentException.class,
                                    () -> new Sync(host).of(name, Scene.soon(host))));
        }
    }
}
