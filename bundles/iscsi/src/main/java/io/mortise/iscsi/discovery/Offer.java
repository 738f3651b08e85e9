// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.discovery;

import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A way that a portal names.
 *
 * @param portal where
 * @param target which
 */
public record Offer(Portal portal, Iqn target) {
    private static final Pattern LINE = Pattern.compile("(\\S+?)(?:,(-?\\d+))? (\\S+)");

    /** All ways in the words of {@code iscsiadm}, each once; lines of another form are cruft. */
    static List<Offer> parse(String text) {
        Set<Offer> offers = new LinkedHashSet<>();
        text.lines().forEach(line -> parseLine(line.strip()).ifPresent(offers::add));
        return List.copyOf(offers);
    }

    private static Optional<Offer> parseLine(String line) {
        Matcher words = LINE.matcher(line);
        if (!words.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Offer(Portal.parse(words.group(1)), Iqn.parse(words.group(3))));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    /** The tag of the portal group of a target at a portal; empty if none is told. */
    static Optional<Integer> tag(Portal portal, Iqn target, String text) {
        var asked = Optional.of(new Offer(portal, target));
        return text.lines()
                .map(String::strip)
                .filter(line -> parseLine(line).equals(asked))
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .flatMap(words -> Optional.ofNullable(words.group(2)).stream())
                .filter(tag -> tag.matches("\\d{1,5}"))
                .map(Integer::valueOf)
                .findFirst();
    }

    /**
     * Those that lead to a volume of a target, as os-brick works it out: if the target is at every
     * portal named, its name is shared by all of them, and only its own ways count; otherwise the
     * array has a name per portal, and every way counts.
     */
    static List<Offer> to(Iqn target, List<Offer> offers) {
        Set<Portal> all = offers.stream().map(Offer::portal).collect(Collectors.toSet());
        List<Offer> own = offers.stream().filter(o -> o.target().equals(target)).toList();
        Set<Portal> ofTarget = own.stream().map(Offer::portal).collect(Collectors.toSet());
        return own.isEmpty() || all.equals(ofTarget) ? own : offers;
    }
}
