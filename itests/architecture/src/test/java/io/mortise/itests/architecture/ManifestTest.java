// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import static org.junit.Assert.assertEquals;

import aQute.bnd.header.OSGiHeader;
import aQute.bnd.header.Parameters;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.Test;

/** What the built bundles say of themselves is what the table in CONTRIBUTING.md says of them. */
public class ManifestTest {
    private final Directions directions = Directions.read();

    @Test
    public void everyBundleIsNamedAfterItsFolder() throws IOException {
        for (Directions.Row row : directions.rows()) {
            assertEquals(
                    "io.mortise." + row.bundle(), manifest(row).getValue("Bundle-SymbolicName"));
        }
    }

    @Test
    public void everyBundleImportsOnlyWhatTheTableAllows() throws IOException {
        var findings = new Findings();
        for (Directions.Row row : directions.rows()) {
            for (String imported : header(row, "Import-Package").keySet()) {
                if (!Directions.isIn(imported, "java")
                        && !row.exports().contains(imported)
                        && !directions.allows(row, imported)) {
                    findings.add("%s imports %s", row.bundle(), imported);
                }
            }
            for (String door :
                    List.of("DynamicImport-Package", "Require-Bundle", "Fragment-Host")) {
                header(row, door)
                        .keySet()
                        .forEach(name -> findings.add("%s: %s %s", row.bundle(), door, name));
            }
        }
        findings.none("Imports that the table in CONTRIBUTING.md does not allow");
    }

    @Test
    public void everyBundleExportsWhatTheTableSaysAndWithAVersionOfItsOwn() throws IOException {
        var findings = new Findings();
        for (Directions.Row row : directions.rows()) {
            Parameters exported = header(row, "Export-Package");
            Set<String> expected = new TreeSet<>(row.exports());
            if (!expected.equals(new TreeSet<>(exported.keySet()))) {
                findings.add("%s exports %s, not %s", row.bundle(), exported.keySet(), expected);
            }
            exported.forEach(
                    (name, attributes) -> {
                        String version = attributes.getVersion();
                        if (version == null || !version.matches("\\d+\\.\\d+\\.\\d+")) {
                            findings.add("%s: no @Version, but %s", name, version);
                        }
                    });
        }
        findings.none("Exports that differ from the table in CONTRIBUTING.md");
    }

    @Test
    public void typeBundlesHoldNoComponentAndNoActivator() throws IOException {
        var findings = new Findings();
        for (Directions.Row row : directions.rows()) {
            for (String header : List.of("Service-Component", "Bundle-Activator")) {
                if (row.kind() == Directions.Kind.TYPE && !header(row, header).isEmpty()) {
                    findings.add("%s: %s %s", row.bundle(), header, header(row, header).keySet());
                }
            }
        }
        findings.none("Components in type bundles");
    }

    @Test
    public void everyBundleHoldsOnlyItsOwnPackages() throws IOException {
        var findings = new Findings();
        for (Directions.Row row : directions.rows()) {
            try (JarFile jar = jar(row)) {
                jar.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.endsWith(".class") || name.endsWith(".jar"))
                        .filter(name -> !name.startsWith("io/mortise/" + row.bundle() + "/"))
                        .forEach(name -> findings.add("%s holds %s", row.bundle(), name));
            }
        }
        findings.none("Classes in bundles that are not theirs");
    }

    private static Parameters header(Directions.Row row, String name) throws IOException {
        return OSGiHeader.parseHeader(manifest(row).getValue(name));
    }

    private static Attributes manifest(Directions.Row row) throws IOException {
        try (JarFile jar = jar(row)) {
            return jar.getManifest().getMainAttributes();
        }
    }

    private static JarFile jar(Directions.Row row) throws IOException {
        return new JarFile(Repository.jar(row.bundle()).toFile());
    }
}
