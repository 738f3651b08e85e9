// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.fuzz;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** What was found once is tried in every build, without Jazzer. */
public class CorpusTest {
    private static final long LARGEST = 1 << 20;

    // the limit is for a parser that never ends; all together take a second or two
    @Test(timeout = 120_000)
    public void everyKeptAndEveryCapturedInputIsTakenOrRefusedAsDocumented() throws IOException {
        var findings = new ArrayList<String>();
        for (Target target : Target.values()) {
            for (Path input : target.inputs()) {
                try {
                    target.feed(Files.readAllBytes(input));
                } catch (RuntimeException | Error thrown) {
                    String why = thrown.toString().lines().findFirst().orElse("");
                    findings.add(target.shown() + " on " + input.getFileName() + ": " + why);
                }
            }
        }
        assertEquals(List.of(), findings);
    }

    @Test
    public void everyTargetHasACorpusAndEveryCorpusATarget() throws IOException {
        Path all = Target.NAMES.corpus().getParent();
        List<String> targets = Stream.of(Target.values()).map(Target::shown).sorted().toList();
        try (Stream<Path> folders = Files.list(all)) {
            assertEquals(
                    targets,
                    folders.map(folder -> folder.getFileName().toString()).sorted().toList());
        }
        for (Target target : Target.values()) {
            assertTrue(target.shown(), Target.files(target.corpus()).size() > 1);
        }
    }

    @Test
    public void theCorpusIsSmall() throws IOException {
        long size = 0;
        for (Target target : Target.values()) {
            for (Path file : Target.files(target.corpus())) {
                size += Files.size(file);
            }
        }
        assertTrue("it has " + size + " bytes", size < LARGEST);
    }
}
