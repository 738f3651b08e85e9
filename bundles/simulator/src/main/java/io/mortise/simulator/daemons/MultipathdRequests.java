// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.kernel.DeviceMapper;
import io.mortise.simulator.kernel.Disk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What multipathd answers to requests. */
public final class MultipathdRequests {
    private static final String OK = "ok\n";
    private static final String FAIL = "fail\n";
    private static final String EXCLUDED = "blacklisted\n";
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private final Multipathd daemon;
    private final Consumer<String> unknown;

    /**
     * @param unknown takes requests that are not known
     */
    public MultipathdRequests(Multipathd daemon, Consumer<String> unknown) {
        this.daemon = daemon;
        this.unknown = unknown;
    }

    /** The answer, with its line end. */
    public String answer(String request) {
        List<String> words = words(request);
        String verb = words.isEmpty() ? "" : words.get(0);
        Optional<String> answer =
                verb.equals("show") || verb.equals("list")
                        ? new MultipathdReports(daemon).report(words.subList(1, words.size()))
                        : act(words);
        return answer.orElseGet(() -> refuse(request));
    }

    private String refuse(String request) {
        unknown.accept("multipathd: " + request);
        return MultipathdHelp.after(request);
    }

    private static List<String> words(String request) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(request);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }

    private Optional<String> act(List<String> words) {
        if (words.size() == 1) {
            return words.get(0).equals("reconfigure") ? Optional.of(OK) : Optional.empty();
        }
        boolean one = words.size() == 3;
        String noun = words.size() > 1 ? words.get(1) : "";
        if (one && noun.equals("path")) {
            return onPath(words.get(0), words.get(2));
        }
        if (one && (noun.equals("map") || noun.equals("multipath"))) {
            return onMap(words.get(0), words.get(2));
        }
        return Optional.empty();
    }

    private Optional<String> onPath(String verb, String name) {
        return switch (verb) {
            case "add" -> Optional.of(addPath(name));
            case "del", "remove" -> path(name, path -> daemon.knowledge().drop(path));
            case "fail" -> path(name, path -> hold(path, true));
            case "reinstate" -> path(name, path -> hold(path, false));
            default -> Optional.empty();
        };
    }

    private String addPath(String name) {
        Optional<Disk> disk = disk(name);
        return disk.filter(daemon.knowledge().tables()::excludes).isPresent()
                ? EXCLUDED
                : said(disk.filter(daemon.knowledge()::add).isPresent());
    }

    private String addMap(String wwid) {
        return daemon.knowledge().tables().excludes(wwid)
                ? EXCLUDED
                : said(daemon.knowledge().addMap(wwid));
    }

    private void hold(PathEntry path, boolean failed) {
        DeviceMapper mapper = daemon.kernel().mapper();
        path.held(failed);
        path.map()
                .ifPresent(
                        map -> {
                            if (failed) {
                                mapper.fail(map.device(), path.disk());
                                map.pathFailed();
                                path.check(PathEntry.Check.FAULTY, path.interval());
                            } else {
                                mapper.reinstate(map.device(), path.disk());
                                path.lookSoon();
                            }
                        });
    }

    private Optional<String> onMap(String verb, String name) {
        DeviceMapper mapper = daemon.kernel().mapper();
        return switch (verb) {
            case "add" -> Optional.of(addMap(name));
            case "del", "remove" -> map(name, daemon.knowledge()::remove);
            case "resize" -> map(name, map -> daemon.knowledge().tables().resize(map));
            case "disablequeueing" -> map(name, map -> queueing(map, false));
            case "restorequeueing" -> map(name, map -> queueing(map, true));
            case "reload" -> map(name, map -> done(() -> daemon.knowledge().tables().reload(map)));
            case "suspend" -> map(name, map -> done(() -> mapper.suspend(map.device())));
            case "resume" -> map(name, map -> done(() -> mapper.resume(map.device())));
            default -> Optional.empty();
        };
    }

    private boolean queueing(MapEntry map, boolean restored) {
        map.queueingStopped(!restored);
        map.device().queueing(restored && daemon.settings().queueSeconds().orElse(1) > 0);
        return true;
    }

    private static boolean done(Runnable act) {
        act.run();
        return true;
    }

    private Optional<String> map(String name, Predicate<MapEntry> act) {
        return Optional.of(said(daemon.knowledge().map(name).filter(act).isPresent()));
    }

    private Optional<String> path(String name, Consumer<PathEntry> act) {
        Optional<PathEntry> path = daemon.knowledge().path(name);
        path.ifPresent(act);
        return Optional.of(said(path.isPresent()));
    }

    private Optional<Disk> disk(String name) {
        return daemon.kernel().disks().find(name.replaceFirst("^/dev/", ""));
    }

    private static String said(boolean well) {
        return well ? OK : FAIL;
    }
}
