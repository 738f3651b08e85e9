// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.Reason;
import io.mortise.api.Secret;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Credentials as open-iscsi's records take them, files read. Written nowhere but into such a
 * record: neither journalled nor shown, and on no command line.
 */
public final class Credentials {
    /** None given: then what the host's {@code iscsid.conf} says holds. */
    public static final Credentials NONE = new Credentials(Map.of());

    private static final int LONGEST = 257;

    private final Map<String, String> values;

    private Credentials(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Reads them.
     *
     * @throws VolumeException BAD_INPUT if a file with a secret is not as it must be, HOST_FAILED
     *     if it can't be read
     */
    public static Credentials of(Optional<Chap> chap, HostFiles files) {
        if (chap.isEmpty()) {
            return NONE;
        }
        // all five, so that nothing of other credentials is left beside them
        Map<String, String> values = new TreeMap<>();
        values.put("authmethod", "CHAP");
        put(values, Optional.of(chap.get().host()), "", files);
        put(values, chap.get().target(), "_in", files);
        return new Credentials(values);
    }

    private static void put(
            Map<String, String> values, Optional<ChapUser> user, String end, HostFiles files) {
        values.put("username" + end, user.map(ChapUser::name).orElse(""));
        values.put("password" + end, user.map(u -> characters(u.secret(), files)).orElse(""));
    }

    private static String characters(Secret secret, HostFiles files) {
        return secret.file().map(path -> fromFile(path, files)).orElseGet(() -> text(secret));
    }

    // a text can't be wiped; it lives as long as the operation
    private static String text(Secret secret) {
        char[] revealed = secret.reveal();
        try {
            return new String(revealed);
        } finally {
            Arrays.fill(revealed, '\0');
        }
    }

    private static String fromFile(String path, HostFiles files) {
        Optional<byte[]> read;
        try {
            read = files.readPrivate(path, LONGEST);
        } catch (HostFailure failure) {
            if (failure.kind() == HostFailure.Kind.REFUSED) {
                throw unusable(failure.getMessage()).causedBy(failure);
            }
            throw VolumeException.passing(
                            Reason.HOST_FAILED, failure.getMessage(), "See the kernel's log.")
                    .causedBy(failure);
        }
        byte[] bytes = read.orElseThrow(() -> unusable("there is no file " + path));
        String line;
        try {
            line = line(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
        char[] characters = line.toCharArray();
        try {
            Secret.of(characters).wipe();
            return line;
        } catch (IllegalArgumentException notOne) {
            throw unusable("what is in " + path + " can't be used: " + notOne.getMessage());
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private static String line(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("\r?\n\\z", "");
    }

    private static VolumeException unusable(String why) {
        return VolumeException.pointless(
                Reason.BAD_INPUT,
                why,
                "A file with a secret is a plain one of one line, belongs to root and has mode 0600.");
    }

    /** Whether none were given. */
    public boolean none() {
        return values.isEmpty();
    }

    /** Whether the target must prove itself too. */
    public boolean mutual() {
        return !values.getOrDefault("username_in", "").isEmpty();
    }

    /** As whom this host comes in; empty if none were given. */
    public String user() {
        return values.getOrDefault("username", "");
    }

    /**
     * As settings of a record, by name; empty where there must be none.
     *
     * @param beginning of the names: {@code node.session.auth}
     */
    Map<String, String> settings(String beginning) {
        Map<String, String> settings = new TreeMap<>();
        values.forEach((name, value) -> settings.put(beginning + "." + name, value));
        return settings;
    }

    /** Never a secret. */
    @Override
    public String toString() {
        return none() ? "no credentials" : "credentials of " + user();
    }
}
