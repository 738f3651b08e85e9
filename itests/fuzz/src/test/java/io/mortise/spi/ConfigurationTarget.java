// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.spi;

import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.settings.SettingsReading;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.iscsi.settings.SettingsReader;
import io.mortise.iscsi.settings.SettingsText;
import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Configuration: whatever is set, settings come out that can be used, and what is bad is told. */
public final class ConfigurationTarget {
    private ConfigurationTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Map<String, Object> given = new TreeMap<>();
        for (String part : new Input(data).texts()) {
            int sign = part.indexOf('=');
            if (sign > 0) {
                given.put(part.substring(0, sign), value(part.substring(sign + 1)));
            }
        }
        var iscsi = SettingsReader.read(given, IscsiSettings.DEFAULTS);
        iscsi.problems().forEach(Must::readable);
        // what is in force can be configured, and comes to the same
        var again = SettingsReader.read(SettingsText.of(iscsi.settings()), IscsiSettings.DEFAULTS);
        Must.equal(iscsi.settings(), again.settings(), "configured as it is");
        var engine = SettingsReading.of(given, EngineSettings.DEFAULTS);
        engine.problems().forEach(Must::readable);
        Must.hold(engine.settings().journalDirectory().startsWith("/"), "a directory");
        Must.hold(!engine.settings().journalDirectory().contains("\0"), "a directory");
    }

    // Config Admin takes numbers, arrays and lists too
    private static Object value(String text) {
        return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case '#' -> (long) text.length() - 1;
            case '[' -> new String[] {text.substring(1)};
            case '(' -> List.of(text.substring(1));
            case '?' -> text.length() > 1;
            default -> text;
        };
    }
}
