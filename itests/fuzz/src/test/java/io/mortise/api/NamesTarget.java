// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.api;

import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Names and ids at every door: refused with reason, or read again as they are shown. */
public final class NamesTarget {
    private static final Portal PORTAL = new Portal("192.0.2.1", 3260);
    private static final Iqn TARGET = new Iqn("iqn.2020-01.com.example:a");

    private NamesTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new Input(data).text();
        Stream.of(
                        same(text, Iqn::parse),
                        same(text, Portal::parse),
                        same(text, Wwid::new),
                        same(text, AttachmentId::new),
                        same(text, name -> new IscsiPath(PORTAL, TARGET, new Lun(0), name).iface()))
                .flatMap(Optional::stream)
                .forEach(NamesTarget::isAName);
        same(text, Lun::parse);
        same(text, LunAddressing::parse);
        same(text, Owner::new).ifPresent(Must::readable);
        made(text, SerialNumber::new).ifPresent(serial -> Must.readable(serial.toString()));
        made(text, name -> new ChapUser(name, Secret.of("abc".toCharArray())));
        made(text, secret -> Secret.of(secret.toCharArray()))
                .ifPresent(secret -> Must.equal("***", secret.toString(), "a secret is shown"));
        made(text, Secret::inFile);
    }

    // it may stand in an argument vector and in the name of a file
    private static void isAName(String name) {
        Must.readable(name);
        Must.hold(!name.startsWith("-"), "taken for an option: " + name);
        Must.hold(!name.contains("/") && !name.equals(".."), "leads elsewhere: " + name);
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        Must.hold(length <= 262, "too long for the name of a file: " + length);
        Must.hold(
                new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                        .equals(name),
                "is another name as bytes");
    }

    private static <T> Optional<T> made(String text, Function<String, T> parse) {
        return Must.failOnlyWith(IllegalArgumentException.class, () -> parse.apply(text));
    }

    private static <T> Optional<String> same(String text, Function<String, T> parse) {
        Optional<T> value = made(text, parse);
        value.ifPresent(
                read -> Must.equal(read, parse.apply(read.toString()), "shown and read again"));
        return value.map(Object::toString);
    }
}
