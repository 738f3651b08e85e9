// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.jar.JarFile;

/** Our classes in all bundles, read from the built jars, as they are shipped. */
final class Classes {
    static final JavaClasses ALL =
            new ClassFileImporter()
                    .importJars(Repository.bundles().stream().map(Classes::open).toList())
                    .that(describe("ours", type -> isOurs(type.getPackageName())));

    private Classes() {}

    /** The bundle that a package of ours lives in. */
    static String bundle(String packageName) {
        return packageName.substring("io.mortise.".length()).split("\\.")[0];
    }

    static boolean isOurs(String packageName) {
        return packageName.startsWith("io.mortise.");
    }

    static boolean isIn(List<String> bundles, String packageName) {
        return isOurs(packageName) && bundles.contains(bundle(packageName));
    }

    private static JarFile open(String bundle) {
        try {
            return new JarFile(Repository.jar(bundle).toFile());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
