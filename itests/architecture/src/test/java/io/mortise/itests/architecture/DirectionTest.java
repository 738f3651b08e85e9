// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.Assert.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.Test;

/** Code goes only where the table in CONTRIBUTING.md lets it go. */
public class DirectionTest {
    private final Directions directions = Directions.read();

    @Test
    public void theTableHasARowForEveryBundleAndNoOther() {
        assertEquals(
                Repository.bundles(),
                directions.rows().stream().map(Directions.Row::bundle).toList());
    }

    @Test
    public void everyClassUsesOnlyWhatItsBundleMayUse() {
        var findings = new Findings();
        for (JavaClass origin : Classes.ALL) {
            Directions.Row row = directions.row(Classes.bundle(origin.getPackageName()));
            for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                String used = dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (!isFree(row, used) && !directions.allows(row, used)) {
                    findings.add("%s", dependency.getDescription());
                }
            }
        }
        findings.none("Dependencies that the table in CONTRIBUTING.md does not allow");
    }

    @Test
    public void noPackagesDependOnEachOtherInACircle() {
        slices().matching("io.mortise.(**)").should().beFreeOfCycles().check(Classes.ALL);
    }

    private static boolean isFree(Directions.Row row, String used) {
        return used.isEmpty()
                || Directions.isIn(used, "java")
                || Directions.isIn(used, "org.osgi.annotation")
                || Directions.isIn(used, "io.mortise." + row.bundle());
    }
}
