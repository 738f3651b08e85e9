// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.cinder;

import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.IscsiAccess;
import io.mortise.api.IscsiDiscovery;
import io.mortise.api.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The keys that say with which credentials to come in: {@code auth_method}, {@code auth_username}
 * and {@code auth_password} as Cinder and os-brick have them. Of our own making are {@code
 * auth_password_file}, which names a file instead, and {@code mutual_auth_username}, {@code
 * mutual_auth_password} and {@code mutual_auth_password_file}, with which the target proves itself.
 * Those of a discovery have {@code discovery_} before them.
 */
final class AccessProperties {
    private static final String DISCOVERY = "discovery_";

    private final Properties properties;
    private final List<Secret> made = new ArrayList<>();

    AccessProperties(Properties properties) {
        this.properties = properties;
    }

    /** Overwrites what was read, where it is of no use: nobody else gets hold of it then. */
    void wipe() {
        made.forEach(Secret::wipe);
    }

    /** For paths that are all. */
    IscsiAccess access() {
        chap(DISCOVERY).ifPresent(unused -> unused.secrets().forEach(Secret::wipe)); // checked only
        return new IscsiAccess(chap(""));
    }

    /** For the one path of several. */
    IscsiAccess withDiscovery() {
        return new IscsiAccess(chap(""), Optional.of(new IscsiDiscovery(chap(DISCOVERY))));
    }

    /** Of the keys that begin so. */
    private Optional<Chap> chap(String prefix) {
        String method = prefix + "auth_method";
        Optional<ChapUser> host = user(prefix + "auth_");
        Optional<ChapUser> target = user(prefix + "mutual_auth_");
        Optional<String> asked = properties.text(method).filter(text -> !text.isEmpty());
        if (asked.isEmpty() || asked.get().equalsIgnoreCase("none")) {
            if (host.isPresent() || target.isPresent()) {
                throw Properties.bad(method, "credentials are given, so it must say CHAP");
            }
            return Optional.empty();
        }
        if (!asked.get().equalsIgnoreCase("chap")) {
            throw Properties.bad(method, "expected CHAP or None");
        }
        return Optional.of(
                new Chap(
                        host.orElseThrow(
                                () -> Properties.bad(prefix + "auth_username", "it is missing")),
                        target));
    }

    private Optional<ChapUser> user(String prefix) {
        String key = prefix + "username";
        Optional<String> name = properties.text(key).filter(text -> !text.isEmpty());
        Optional<Secret> secret = secret(prefix + "password");
        if (name.isEmpty() && secret.isPresent()) {
            throw Properties.bad(key, "it is missing beside the password");
        }
        return name.map(
                given ->
                        Properties.checked(
                                key,
                                () ->
                                        new ChapUser(
                                                given,
                                                secret.orElseThrow(
                                                        () -> missing(prefix + "password")))));
    }

    private Optional<Secret> secret(String key) {
        String fileKey = key + "_file";
        Optional<String> clear = properties.text(key).filter(text -> !text.isEmpty());
        Optional<String> file = properties.text(fileKey);
        if (clear.isPresent() && file.isPresent()) {
            throw Properties.bad(key, "give it or " + fileKey + ", not both");
        }
        if (file.isPresent()) {
            return file.map(path -> Properties.checked(fileKey, () -> Secret.inFile(path)));
        }
        return clear.map(text -> Properties.checked(key, () -> secretOf(text)));
    }

    private Secret secretOf(String text) {
        char[] characters = text.toCharArray();
        try {
            var secret = Secret.of(characters);
            made.add(secret);
            return secret;
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private static RuntimeException missing(String key) {
        return Properties.bad(key, "it is missing, and so is " + key + "_file");
    }
}
