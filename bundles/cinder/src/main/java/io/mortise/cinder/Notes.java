// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.cinder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Properties that mean nothing to us. They are journalled and shown, so what may be a secret, at
 * whatever depth, stays out of them.
 */
final class Notes {
    private static final String HIDDEN = "***";
    private static final List<String> SECRET =
            List.of("passw", "passphrase", "secret", "token", "keyring", "credential");

    private Notes() {}

    static Map<String, String> of(Map<String, Object> properties) {
        var notes = new TreeMap<String, String>();
        properties.forEach(
                (key, value) ->
                        notes.put(key, isSecret(key) ? HIDDEN : RecordJson.text(without(value))));
        return notes;
    }

    // as deep as the JSON may be, which is bounded
    private static Object without(Object value) {
        if (value instanceof Map<?, ?> map) {
            var open = new LinkedHashMap<String, Object>();
            map.forEach(
                    (key, each) -> {
                        String name = String.valueOf(key);
                        open.put(name, isSecret(name) ? HIDDEN : without(each));
                    });
            return open;
        }
        return value instanceof List<?> list ? list.stream().map(Notes::without).toList() : value;
    }

    private static boolean isSecret(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        return SECRET.stream().anyMatch(name::contains);
    }
}
