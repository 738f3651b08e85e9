// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.settings;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.iscsi.settings.SettingsReader.Reading;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Test;

public class SettingsReaderTest {
    private static final IscsiSettings OTHERS =
            new IscsiSettings(
                    7,
                    Duration.ofSeconds(301),
                    Duration.ofSeconds(302),
                    Duration.ofSeconds(303),
                    Duration.ofSeconds(3),
                    2,
                    Duration.ofSeconds(45),
                    false,
                    true,
                    2,
                    Duration.ofSeconds(21),
                    Duration.ofSeconds(0),
                    Duration.ofSeconds(17),
                    true,
                    true,
                    false,
                    Duration.ofSeconds(99),
                    5,
                    Duration.ofSeconds(31),
                    "192.0.2.7",
                    "node-7",
                    "eth7");

    private static Reading read(Map<String, Object> properties) {
        return SettingsReader.read(properties, IscsiSettings.DEFAULTS);
    }

    @Test
    public void whatIsNotConfiguredHasTheDefaultThatIsDescribed() {
        var described = new TreeMap<String, String>();
        for (Method option : IscsiOptions.class.getDeclaredMethods()) {
            described.put(key(option.getName()), String.valueOf(option.getDefaultValue()));
        }
        Reading reading = read(Map.of());
        assertEquals(described, SettingsText.of(reading.settings()));
        assertEquals(List.of(), reading.problems());
    }

    // DS Compendium 112.8.2.1: "__" stands for "_", "_" for "."
    private static String key(String method) {
        return method.replace("__", "\0").replace('_', '.').replace('\0', '_');
    }

    @Test
    public void everyKeyIsReadIntoItsOwnPlace() {
        Reading reading = read(new HashMap<>(SettingsText.of(OTHERS)));
        assertEquals(OTHERS, reading.settings());
    }

    @Test
    public void aBadValueLeavesTheLastGoodOneInForceAndNamesTheKey() {
        Reading reading =
                SettingsReader.read(
                        Map.of("login.timeout", "soon", "multipath", "perhaps"), OTHERS);
        assertEquals(OTHERS.loginTimeout(), reading.settings().loginTimeout());
        assertEquals(OTHERS.multipath(), reading.settings().multipath());
        assertEquals(
                List.of(
                        "login.timeout must be a whole number from 1 to 120, not \"soon\": 3 stays"
                                + " in force",
                        "multipath must be true or false, not \"perhaps\": false stays in force"),
                reading.problems());
    }

    // os-brick D.30
    @Test
    public void aNumberOutOfItsRangeIsBad() {
        assertEquals(3, read(Map.of("device.scan.attempts", 0)).settings().deviceScanAttempts());
        assertEquals(3, read(Map.of("device.scan.attempts", 11)).settings().deviceScanAttempts());
        assertEquals(10, read(Map.of("device.scan.attempts", 10)).settings().deviceScanAttempts());
    }

    @Test
    public void anUnknownKeyIsWarnedOfButNotWhatTheContainerAdds() {
        Reading reading =
                read(
                        Map.of(
                                "pathgrace", "3",
                                "service.pid", CurrentSettings.PID,
                                "component.name", "x",
                                "felix.fileinstall.filename", "file:x"));
        assertEquals(
                List.of("pathgrace: there is no such key; it does nothing"), reading.problems());
    }

    @Test
    public void configuredForceIsAWarning() {
        assertTrue(read(Map.of("force", true)).problems().get(0).startsWith("force is configured"));
    }

    @Test
    public void aChangeIsInForceAtOnceAndItsBadValuesAreTold() {
        var current = new CurrentSettings(Map.of("path.grace", "9"));
        current.modified(Map.of("path.grace", "never", "multipath", "false"));
        assertEquals(Duration.ofSeconds(9), current.get().pathGrace());
        assertEquals(false, current.get().multipath());
        assertEquals(1, current.problems().size());
    }
}
