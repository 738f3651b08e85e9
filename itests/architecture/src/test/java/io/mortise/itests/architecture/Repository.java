// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The checkout that these tests stand in. */
final class Repository {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private Repository() {}

    /** The names of the folders below bundles/, sorted. */
    static List<String> bundles() {
        try (Stream<Path> folders = Files.list(ROOT.resolve("bundles"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The built jar of a bundle. */
    static Path jar(String bundle) {
        List<Path> jars =
                files(
                        "bundles/" + bundle + "/target",
                        file -> file.getParent().endsWith("target") && name(file).endsWith(".jar"));
        if (jars.size() != 1) {
            throw new IllegalStateException(
                    "bundles/%s/target holds %s instead of one jar: build it first with mvn verify"
                            .formatted(bundle, jars));
        }
        return jars.get(0);
    }

    /** The Java files of the product, not of its tests. */
    static List<Path> mainFiles() {
        return files("bundles", file -> isJava(file) && file.toString().contains("/src/main/"));
    }

    /** All Java files: product, unit tests, integration tests. */
    static List<Path> javaFiles() {
        return Stream.concat(
                        files("bundles", Repository::isJava).stream(),
                        files("itests", Repository::isJava).stream())
                .toList();
    }

    /** The stories that run in the lab's guest. */
    static List<Path> labStories() {
        return files("itests/lab/stories", file -> name(file).endsWith(".py"));
    }

    /** A file's path as it is written in a message. */
    static String shown(Path file) {
        return ROOT.relativize(file).toString();
    }

    static String name(Path file) {
        return file.getFileName().toString();
    }

    static String text(Path file) {
        return String.join("\n", lines(file));
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    // what tests unpack below target/ is not ours
    private static boolean isJava(Path file) {
        String path = shown(file);
        return path.endsWith(".java") && path.contains("/src/") && !path.contains("/target/");
    }

    private static List<Path> files(String folder, Predicate<Path> wanted) {
        Path start = ROOT.resolve(folder);
        if (!Files.exists(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(Files::isRegularFile).filter(wanted).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
