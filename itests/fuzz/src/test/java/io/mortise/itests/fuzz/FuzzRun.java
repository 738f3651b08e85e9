// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.fuzz;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for bad input with Jazzer: all targets together in one process, or some of them one after
 * the other. What it learns stands below {@code target/fuzz}; where it is to be kept, the smallest
 * part that reaches as much is added to the corpus of the target.
 */
public final class FuzzRun {
    private static final Logger LOG = LoggerFactory.getLogger(FuzzRun.class);
    private static final Path PLACE = Path.of("target/fuzz").toAbsolutePath();
    private static final String TOGETHER = TogetherTarget.class.getName();
    private static final long LARGEST_KEPT = 4096;
    private static final Pattern DONE =
            Pattern.compile("(?m)^#(\\d+)\\s+DONE\\s+cov: (\\d+) ft: (\\d+)");
    private static final Pattern FOUND = Pattern.compile("== (?!libFuzzer).*|.*Test unit.*");

    private FuzzRun() {}

    /**
     * @param arguments limits and seed of each run, as libFuzzer's options; {@code together},
     *     {@code each}, or names of targets with commas between them; whether to keep what was
     *     learned
     */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        Files.createDirectories(PLACE);
        List<String> limits = List.of(arguments[0].split(" "));
        String names = arguments[1];
        boolean good;
        if (names.equals("together")) {
            good = run("together", TOGETHER, List.of(seeds()), limits);
            if (Boolean.parseBoolean(arguments[2])) {
                good &= keepTogether();
            }
        } else {
            List<Target> targets =
                    Stream.of(Target.values())
                            .filter(t -> names.equals("each") || named(t, names))
                            .toList();
            good = !targets.isEmpty();
            for (Target target : targets) {
                good &= run(target, limits);
                if (Boolean.parseBoolean(arguments[2])) {
                    good &= keep(target);
                }
            }
        }
        if (!good) {
            throw new IllegalStateException("see the findings above, and the logs in " + PLACE);
        }
    }

    private static boolean named(Target target, String names) {
        return List.of(names.split(",")).contains(target.shown());
    }

    private static Path seeds() throws IOException {
        Path seeds = Files.createDirectories(PLACE.resolve("together-seeds"));
        for (Target target : Target.values()) {
            for (Path input : target.inputs()) {
                Files.write(
                        seeds.resolve(target.shown() + "-" + input.getFileName()),
                        TogetherTarget.of(target, Files.readAllBytes(input)));
            }
        }
        return seeds;
    }

    private static boolean run(Target target, List<String> limits)
            throws IOException, InterruptedException {
        var seeds = new ArrayList<Path>(List.of(target.corpus()));
        seeds.addAll(target.captured());
        return run(target.shown(), target.type(), seeds, limits);
    }

    private static boolean run(String name, String type, List<Path> seeds, List<String> limits)
            throws IOException, InterruptedException {
        var folders = new ArrayList<Path>();
        folders.add(Files.createDirectories(PLACE.resolve(name)));
        folders.addAll(seeds);
        int status = jazzer(name, type, folders, limits);
        String log = Files.readString(log(name));
        Matcher done = DONE.matcher(log);
        if (status != 0 || !done.find()) {
            LOG.error("{}: exit status {}, see {}", name, status, log(name));
            log.lines()
                    .filter(line -> FOUND.matcher(line).matches())
                    .forEach(line -> LOG.error("  {}", line));
            return false;
        }
        LOG.info(
                "{}: {} inputs, {} edges, {} features, nothing found",
                name,
                done.group(1),
                done.group(2),
                done.group(3));
        return true;
    }

    private static boolean keep(Target target) throws IOException, InterruptedException {
        List<Path> folders = List.of(target.corpus(), PLACE.resolve(target.shown()));
        return jazzer(target.shown() + "-keep", target.type(), folders, List.of("-merge=1")) == 0;
    }

    // what the seeds don't reach, each to its target
    private static boolean keepTogether() throws IOException, InterruptedException {
        Path kept = Files.createDirectories(PLACE.resolve("together-kept"));
        Path seeds = PLACE.resolve("together-seeds");
        for (Path seed : Target.files(seeds)) {
            Files.copy(seed, kept.resolve(seed.getFileName()), REPLACE_EXISTING);
        }
        List<Path> folders = List.of(kept, PLACE.resolve("together"));
        int status = jazzer("together-keep", TOGETHER, folders, List.of("-merge=1"));
        for (Path file : Target.files(kept)) {
            boolean seed = Files.exists(seeds.resolve(file.getFileName()));
            if (!seed && Files.size(file) > 0 && Files.size(file) <= LARGEST_KEPT) {
                byte[] data = Files.readAllBytes(file);
                Path corpus = TogetherTarget.target(data).corpus();
                Files.write(
                        corpus.resolve(file.getFileName()),
                        Arrays.copyOfRange(data, 1, data.length));
            }
        }
        return status == 0;
    }

    private static int jazzer(String name, String type, List<Path> folders, List<String> options)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-Xss1m"));
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
        command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
        command.add("com.code_intelligence.jazzer.Jazzer");
        command.add("--target_class=" + type);
        command.add("--instrumentation_includes=io.mortise.**");
        command.add("--reproducer_path=" + PLACE);
        command.add("-artifact_prefix=" + PLACE + "/" + name + "-");
        command.addAll(List.of("-timeout=30", "-rss_limit_mb=2048", "-max_len=16384"));
        command.addAll(options);
        folders.forEach(folder -> command.add(folder.toString()));
        return new ProcessBuilder(command)
                .directory(PLACE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile())
                .start()
                .waitFor();
    }

    private static Path log(String name) {
        return PLACE.resolve(name + ".log");
    }
}
