// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import static org.junit.Assert.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.Test;

/** Sizes, names and habits of the house. */
public class StyleTest {
    private static final Pattern SAYS_NOTHING =
            Pattern.compile(".*(Utils?|Helpers?|Manager|Impl|Common|Misc)");

    private final List<Path> main = Repository.mainFiles();
    private final List<Path> all = Repository.javaFiles();

    @Test
    public void noFileIsLongerThan250LinesAndHalfOfThemAreShorterThan70() {
        var findings = new Findings();
        for (Path file : main) {
            int length = Repository.lines(file).size();
            if (length > 250) {
                findings.add("%s has %d lines", Repository.shown(file), length);
            }
        }
        findings.none("Files over 250 lines");
        List<Integer> lengths =
                main.stream().map(f -> Repository.lines(f).size()).sorted().toList();
        int median = lengths.get(lengths.size() / 2);
        assertTrue("the median file has " + median + " lines, not under 70", median < 70);
    }

    @Test
    public void noMethodIsLongerThan45Lines() {
        var findings = new Findings();
        ParsedSource.of(main).forEach(source -> findings.addAll(source.methodsLongerThan(45)));
        findings.none("Long methods");
    }

    @Test
    public void everyTypeHasANameThatSaysWhatItIs() {
        var findings = new Findings();
        for (Path file : all) {
            String type = Repository.name(file).replace(".java", "");
            if (SAYS_NOTHING.matcher(type).matches()) {
                findings.add("%s", Repository.shown(file));
            }
        }
        for (JavaClass type : Classes.ALL) {
            if (SAYS_NOTHING.matcher(type.getSimpleName()).matches()) {
                findings.add("%s", type.getFullName());
            }
        }
        findings.none("Names that say nothing");
    }

    @Test
    public void everyPackageSaysWhoseRoomItIs() {
        var findings = new Findings();
        main.stream()
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .forEach(folder -> findings.add("%s", Repository.shown(folder)));
        findings.none("Packages without a package-info.java");
    }

    @Test
    public void everyFileBeginsWithItsLicence() {
        var findings = new Findings();
        List<String> header =
                List.of(
                        "// SPDX-License-Identifier: Apache-2.0",
                        "// Copyright Mortise contributors");
        for (Path file : all) {
            List<String> lines = Repository.lines(file);
            if (lines.size() < 2 || !lines.subList(0, 2).equals(header)) {
                findings.add("%s", Repository.shown(file));
            }
        }
        findings.none("Files that do not begin with " + header);
    }

    @Test
    public void nobodySleepsButLinux() {
        var findings = new Findings();
        List<Path> awake =
                all.stream()
                        .filter(f -> !Repository.shown(f).startsWith("bundles/linux/src/main/"))
                        .toList();
        List<String> sleep =
                List.of(
                        "Thread.sleep",
                        "SECONDS.sleep",
                        "MILLISECONDS.sleep",
                        "MICROSECONDS.sleep",
                        "NANOSECONDS.sleep",
                        "MINUTES.sleep",
                        "HOURS.sleep",
                        "DAYS.sleep");
        ParsedSource.of(awake).forEach(source -> findings.addAll(source.selections(sleep)));
        findings.none("Sleeping outside linux");
    }

    @Test
    public void nobodyImportsWholePackages() {
        var findings = new Findings();
        ParsedSource.of(all).forEach(source -> findings.addAll(source.wildcardImports()));
        findings.none("Wildcard imports");
    }

    @Test
    public void nobodyPrintsOrReturnsNullInTheProductButTheShell() {
        var findings = new Findings();
        List<Path> quiet =
                main.stream()
                        .filter(f -> !Repository.shown(f).startsWith("bundles/shell/"))
                        .toList();
        for (ParsedSource source : ParsedSource.of(quiet)) {
            findings.addAll(source.returnedNulls());
            findings.addAll(source.selections(List.of("System.out", "System.err")));
        }
        findings.none("Nulls returned, and printing");
    }

    @Test
    public void nobodyMocks() {
        var findings = new Findings();
        for (Path file : all) {
            Repository.lines(file).stream()
                    .filter(line -> line.matches("import .*(mockito|easymock|jmock|powermock).*"))
                    .forEach(line -> findings.add("%s: %s", Repository.shown(file), line));
        }
        findings.none("Mocks");
    }

    @Test
    public void noExportedMethodTakesABoolean() {
        var findings = new Findings();
        Directions directions = Directions.read();
        for (JavaClass type : Classes.ALL) {
            String room = type.getPackageName();
            if (directions.row(Classes.bundle(room)).exports().contains(room)) {
                type.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(StyleTest::takesBoolean)
                        .forEach(method -> findings.add("%s", method.getFullName()));
            }
        }
        findings.none("Boolean parameters in exported packages");
    }

    private static boolean takesBoolean(JavaMethod method) {
        return method.getRawParameterTypes().stream()
                .anyMatch(t -> t.isEquivalentTo(boolean.class));
    }
}
