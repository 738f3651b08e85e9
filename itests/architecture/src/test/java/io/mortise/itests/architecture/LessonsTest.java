// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.architecture;

import static org.junit.Assert.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.Test;

/**
 * Every lesson of os-brick and its peers has its tests, and {@code itests/LESSONS.md} names them.
 */
public class LessonsTest {
    private static final int LESSONS_EACH = 85;
    private static final int REASON = 20;
    private static final Pattern ROW =
            Pattern.compile("^\\| ([DC]\\.\\d+) \\| [^|]+ \\| ([^|]+) \\|$", Pattern.MULTILINE);
    private static final Pattern NAMED = Pattern.compile("`(\\w+\\.\\w+)`");
    private static final Pattern JAVA_TEST =
            Pattern.compile(
                    "((?:^ *//[^\\n]*\\n)+) *@Test\\b[^\\n]*\\n(?: *@[^\\n]*\\n)* *public void (\\w+)\\(",
                    Pattern.MULTILINE);
    private static final Pattern LAB_TEST =
            Pattern.compile("((?:^ *#[^\\n]*\\n)+) *def (test_\\w+)\\(", Pattern.MULTILINE);
    private static final Pattern LESSON = Pattern.compile("\\b[DC]\\.\\d+\\b");

    @Test
    public void everyLessonHasARow() {
        Set<String> expected =
                Stream.of("D.", "C.")
                        .flatMap(
                                list ->
                                        IntStream.rangeClosed(1, LESSONS_EACH)
                                                .mapToObj(number -> list + number))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, rows().keySet());
    }

    @Test
    public void everyRowNamesTheTestsThatCarryItsNumberOrSaysWhyThereIsNone() {
        var findings = new Findings();
        Map<String, Set<String>> carried = carried();
        rows().forEach(
                        (lesson, text) -> {
                            Set<String> named =
                                    NAMED.matcher(text)
                                            .results()
                                            .map(name -> name.group(1))
                                            .collect(Collectors.toCollection(TreeSet::new));
                            Set<String> carrying = carried.getOrDefault(lesson, Set.of());
                            if (!named.equals(carrying)) {
                                findings.add("%s names %s, it is on %s", lesson, named, carrying);
                            }
                            if (named.isEmpty() && text.length() < REASON) {
                                findings.add("%s has neither test nor reason", lesson);
                            }
                        });
        findings.none("Lessons and tests that disagree");
    }

    private static Map<String, String> rows() {
        String table = Repository.text(Repository.ROOT.resolve("itests/LESSONS.md"));
        return ROW.matcher(table)
                .results()
                .collect(
                        Collectors.toMap(
                                row -> row.group(1),
                                row -> row.group(2),
                                (one, other) -> {
                                    throw new AssertionError("two rows of a lesson: " + one);
                                },
                                TreeMap::new));
    }

    /** The tests that carry the number of a lesson in the comment above them. */
    private static Map<String, Set<String>> carried() {
        var carried = new TreeMap<String, Set<String>>();
        Repository.javaFiles().forEach(file -> add(carried, file, JAVA_TEST));
        Repository.labStories().forEach(file -> add(carried, file, LAB_TEST));
        return carried;
    }

    private static void add(Map<String, Set<String>> carried, Path file, Pattern form) {
        String type = Repository.name(file).replaceFirst("\\.\\w+$", "");
        form.matcher(Repository.text(file))
                .results()
                .forEach(
                        test ->
                                LESSON.matcher(test.group(1))
                                        .results()
                                        .forEach(
                                                lesson ->
                                                        carried.computeIfAbsent(
                                                                        lesson.group(),
                                                                        any -> new TreeSet<>())
                                                                .add(type + "." + test.group(2))));
    }
}
