// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import io.mortise.host.HostFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where open-iscsi keeps node records: {@code nodes/IQN/IP,PORT} is a record without a group tag,
 * {@code nodes/IQN/IP,PORT,TAG/IFACE} one with it (2.1.3, 2.1.8 and 2.1.11 alike). Reads no record.
 */
final class NodePlaces {
    private static final List<String> ROOTS = List.of("/var/lib/iscsi", "/etc/iscsi");
    private static final Pattern RECORD = Pattern.compile("(.*/nodes/([^/]+))/.*", Pattern.DOTALL);
    private static final Pattern TAGGED = Pattern.compile(".+,\\d+,(-?\\d+)");

    private final HostFiles files;

    NodePlaces(HostFiles files) {
        this.files = files;
    }

    // seen: 2.1.3 and 2.1.8 keep them in /etc, 2.1.11 in /var/lib, to where its package moves them
    String root() {
        return ROOTS.stream()
                .filter(root -> files.exists(root + "/nodes"))
                .findFirst()
                .orElseGet(() -> files.exists(ROOTS.get(0)) ? ROOTS.get(0) : ROOTS.get(1));
    }

    /** The folder of a target as its name is written. */
    private String folder(Iqn target) {
        return root() + "/nodes/" + target.name();
    }

    // also those of other spellings of its name, after the one as it is written
    private List<String> folders(Iqn target) {
        String nodes = root() + "/nodes";
        return files.list(nodes).stream()
                .filter(name -> isOf(target, name))
                .sorted(Comparator.comparing(name -> !name.equals(target.name())))
                .map(name -> nodes + "/" + name)
                .toList();
    }

    private static boolean isOf(Iqn target, String name) {
        try {
            return Iqn.parse(name).equals(target);
        } catch (IllegalArgumentException notOfOpenIscsi) {
            return false;
        }
    }

    /** Every file that counts as a record of a target. */
    List<String> of(Iqn target) {
        var paths = new ArrayList<String>();
        for (String folder : folders(target)) {
            for (String name : files.list(folder)) {
                String path = folder + "/" + name;
                if (TAGGED.matcher(name).matches()) {
                    files.list(path).forEach(iface -> paths.add(path + "/" + iface));
                } else {
                    paths.add(path);
                }
            }
        }
        return paths;
    }

    /** Those at one portal. */
    List<String> of(Iqn target, Portal portal) {
        return of(target).stream()
                .filter(path -> portal(path).filter(portal::equals).isPresent())
                .toList();
    }

    /** Those at one portal that can be for an iface: in a folder with a tag, its name says it. */
    List<String> of(Iqn target, Portal portal, String iface) {
        return of(target, portal).stream()
                .filter(path -> tag(path).isEmpty() || path.endsWith("/" + iface))
                .toList();
    }

    /** Which portal a file in the folder of a target is for: its address may be spelt anyhow. */
    static Optional<Portal> portal(String path) {
        return NodeRecord.portal(folder(path), path);
    }

    /** The folder of a target that a record is in. */
    static String folder(String path) {
        return parts(path).group(1);
    }

    /** The name of a target as the folder that a record is in spells it. */
    static Iqn target(String path) {
        return Iqn.parse(parts(path).group(2));
    }

    private static Matcher parts(String path) {
        Matcher record = RECORD.matcher(path);
        if (!record.matches()) {
            throw new IllegalArgumentException("not in the folder of a target: " + path);
        }
        return record;
    }

    /** The place of a record with a group tag, or of the one without. */
    String place(Iqn target, Portal portal, String iface, OptionalInt tag) {
        String plain = plain(target, portal);
        return tag.isEmpty() ? plain : plain + "," + tag.getAsInt() + "/" + iface;
    }

    /** The one place for a record without a group tag. */
    String plain(Iqn target, Portal portal) {
        return folder(target) + "/" + portal.address() + "," + portal.port();
    }

    /** The tag of the folder that a file is in; empty for a plain one. */
    static Optional<String> tag(String path) {
        String above = path.substring(0, path.lastIndexOf('/'));
        Matcher tagged = TAGGED.matcher(above.substring(above.lastIndexOf('/') + 1));
        return tagged.matches() ? Optional.of(tagged.group(1)) : Optional.empty();
    }
}
