// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import io.mortise.simulator.machine.Node.Directory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The directories, and the way along a path through them. */
final class Names {
    /** What the kernel keeps in memory only. */
    static final Set<String> IN_MEMORY = Set.of("run", "sys", "proc", "dev", "tmp");

    // as in the kernel (path_resolution(7))
    private static final int MOST_LINKS = 40;

    private final LongSupplier clock;
    private final Directory root;
    private final Place top;

    Names(LongSupplier clock) {
        this.clock = clock;
        this.root = new Directory(clock.getAsLong());
        this.top = new Place(Optional.empty(), root, ".", Optional.of(root));
        IN_MEMORY.forEach(name -> root.put(name, new Directory(clock.getAsLong())));
    }

    long now() {
        return clock.getAsLong();
    }

    /**
     * Where a path leads, not following a link at its end; empty if a directory on the way is
     * absent.
     */
    Optional<Place> find(String path) {
        return walk(path, false);
    }

    /** Where a path leads, following all links. */
    Optional<Place> follow(String path) {
        return walk(path, true);
    }

    /** As {@link #find}, making the directories on the way. */
    Place make(String path) {
        List<String> names = split(path);
        Place here = top;
        for (String name : names.subList(0, names.size() - 1)) {
            here = into(here, name, path);
        }
        return here.below(directory(here, path), names.get(names.size() - 1));
    }

    private Place into(Place here, String name, String path) {
        Directory directory = directory(here, path);
        Place next = here.below(directory, name);
        if (name.equals("..") || next.link().isPresent()) {
            return follow(next.path())
                    .filter(place -> place.node().isPresent())
                    .orElseThrow(() -> new IllegalStateException("a link leads nowhere"));
        }
        if (next.node().isPresent()) {
            return next;
        }
        directory.put(name, new Directory(now()));
        return here.below(directory, name);
    }

    private static Directory directory(Place here, String path) {
        return here.directory()
                .orElseThrow(
                        () ->
                                new HostFailure(
                                        Kind.REFUSED,
                                        "making " + path,
                                        here.path() + " is no directory"));
    }

    private static void check(String path) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an absolute path is needed, not \"" + path + '"');
        }
    }

    private static List<String> split(String path) {
        check(path);
        List<String> names =
                Stream.of(path.split("/")).filter(n -> !n.isEmpty() && !n.equals(".")).toList();
        return names.isEmpty() ? List.of(".") : names;
    }

    // every call to the host comes by here, most of them several names deep: it makes few objects
    private Optional<Place> walk(String path, boolean toTheEnd) {
        check(path);
        String way = path;
        Place here = top;
        int links = 0;
        for (int at = nextName(way, 0); at < way.length(); at = nextName(way, at)) {
            String name = way.substring(at, endOfName(way, at));
            at += name.length();
            if (name.equals("..")) {
                here = here.up().orElse(here);
                continue;
            }
            if (here.directory().isEmpty()) {
                return Optional.empty();
            }
            Place next = here.below(here.directory().get(), name);
            boolean last = nextName(way, at) == way.length();
            if (next.link().isPresent() && (toTheEnd || !last)) {
                if (++links > MOST_LINKS) {
                    throw new HostFailure(
                            Kind.IO, "following " + path, "too many levels of symbolic links");
                }
                String target = next.link().get().target;
                here = target.startsWith("/") ? top : here;
                way = target + way.substring(at);
                at = 0;
            } else if (next.node().isEmpty() && !last) {
                return Optional.empty();
            } else {
                here = next;
            }
        }
        return Optional.of(here);
    }

    /** Where the next name begins that leads anywhere; the length if there is none. */
    private static int nextName(String way, int from) {
        int at = from;
        while (at < way.length()) {
            int end = endOfName(way, at);
            boolean here = end == at || end == at + 1 && way.charAt(at) == '.';
            if (!here) {
                return at;
            }
            at = end + 1;
        }
        return way.length();
    }

    private static int endOfName(String way, int from) {
        int end = way.indexOf('/', from);
        return end < 0 ? way.length() : end;
    }

    Directory root() {
        return root;
    }
}
