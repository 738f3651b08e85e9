// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Reason;
import io.mortise.api.Shown;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.scsi.Hctl;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How multipathd's answers are read (multipath-tools 0.9.4 to 0.14.3: multipathd/uxlsnr.c,
 * cli_handlers.c and libmultipath/print.c).
 */
final class DaemonTables {
    // a checker's word may have a blank in it, so a bar stands between the fields
    static final String PATHS = "show paths raw format \"%d|%i|%t|%T|%w|%m\"";
    static final String MAPS = "show maps raw format \"%n|%w|%d|%t|%Q|%f\"";
    static final String ADVICE = "See multipathd's log (journalctl -u multipathd).";

    private static final int FIELDS = 6;
    private static final Pattern RETRIGGER_TRIES =
            Pattern.compile("(?m)^\\s*retrigger_tries\\s+\"?(\\d+)\"?\\s*$");

    private static final Pattern GREEDY =
            Pattern.compile("(?m)^\\s*find_multipaths\\s+\"?(off|no|greedy)\"?\\s*$");

    private DaemonTables() {}

    static Answer answer(String reply) {
        String text = reply.strip();
        Optional<String> reason = reason(text);
        if (reason.isPresent()) {
            boolean late = reason.get().equals("timeout");
            return new Answer(
                    late ? Answer.Verdict.UNKNOWN : Answer.Verdict.REFUSED,
                    "fail: " + Shown.plain(reason.get(), 200));
        }
        return switch (text) {
            case "ok" -> new Answer(Answer.Verdict.OK, text);
            // accepted, but not done yet; cut off; of no form at all
            case "delayed", "timeout", "" -> new Answer(Answer.Verdict.UNKNOWN, text);
            default -> new Answer(Answer.Verdict.REFUSED, Shown.plain(firstLine(text), 200));
        };
    }

    // from 0.9.8 on "fail" stands before what older ones say alone, and may have a reason behind it
    private static Optional<String> reason(String text) {
        return text.startsWith("fail\n")
                ? Optional.of(firstLine(text.substring("fail\n".length()).strip()))
                : Optional.empty();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }

    /** The answer to a question, an empty one for "ok", which stands for a table without lines. */
    static String answered(String question, String reply) {
        Optional<String> reason = reason(reply.strip());
        if (reason.isPresent()) {
            throw garbled(question, "fail: " + reason.get());
        }
        return switch (reply.strip()) {
            case "ok" -> "";
            case "fail", "timeout" -> throw garbled(question, reply.strip());
            default -> reply;
        };
    }

    static List<PathStatus> paths(String reply) {
        return rows(PATHS, reply, DaemonTables::path);
    }

    static List<MapStatus> maps(String reply) {
        return rows(MAPS, reply, DaemonTables::map);
    }

    /** Whether {@code retrigger_tries}, 3 unless set, makes it wait for udev. */
    static boolean waitsForUdev(String config) {
        Matcher tries = RETRIGGER_TRIES.matcher(config);
        return !tries.find() || tries.group(1).matches(".*[1-9].*");
    }

    // with "off" the daemon takes them, though udev's rules, which ask the program, mark none
    static boolean takesEveryDisk(String config) {
        return GREEDY.matcher(config).find();
    }

    private static <T> List<T> rows(
            String question, String reply, Function<String[], Optional<T>> row) {
        return reply.lines()
                .filter(line -> !line.isBlank())
                .map(line -> row(question, line, row))
                .toList();
    }

    private static <T> T row(String question, String line, Function<String[], Optional<T>> row) {
        String[] fields = line.split("\\|", -1);
        for (int i = 0; i < fields.length; i++) {
            fields[i] = fields[i].strip();
        }
        return Optional.of(fields)
                .filter(found -> found.length == FIELDS)
                .flatMap(row)
                .orElseThrow(() -> garbled(question, line));
    }

    private static Optional<PathStatus> path(String[] row) {
        String map = row[5].startsWith("[") ? "" : row[5]; // [orphan], [unknown]
        return Optional.of(
                new PathStatus(row[0], Hctl.ifSo(row[1]), row[2], row[3], wwid(row[4]), map));
    }

    private static Optional<MapStatus> map(String[] row) {
        return wwid(row[1])
                .map(wwid -> new MapStatus(row[0], wwid, row[2], row[3], row[4], row[5]));
    }

    private static Optional<Wwid> wwid(String text) {
        try {
            return Optional.of(new Wwid(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static VolumeException garbled(String question, String what) {
        return VolumeException.passing(
                Reason.TOOL_FAILED,
                "multipathd's answer to \"" + question + "\" was " + Shown.of(what),
                ADVICE);
    }
}
