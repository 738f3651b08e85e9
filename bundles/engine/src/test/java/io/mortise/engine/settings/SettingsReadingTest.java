// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.settings;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class SettingsReadingTest {
    private static final Map<String, String> ALL =
            Map.of(
                    "journal.directory", "/j",
                    "lock.directory", "/l",
                    "stop.grace", "0",
                    "cleanup.timeout", "1",
                    "flush.timeout", "2",
                    "flush.attempts", "4",
                    "removal.timeout", "3",
                    "no.usable.path", "wait",
                    "retry.interval", "5",
                    "retry.longest", "6");
    private static final EngineSettings ALL_READ =
            new EngineSettings(
                    "/j",
                    "/l",
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    4,
                    Duration.ofSeconds(3),
                    NoUsablePath.WAIT,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(6));

    @Test
    public void withoutConfigurationTheDefaultsOfTheMetatypeHold() {
        Map<String, Object> metatype = new HashMap<>();
        for (Method key : EngineConfig.class.getDeclaredMethods()) {
            metatype.put(key.getName().replace('_', '.'), key.getDefaultValue());
        }
        assertEquals(ALL.keySet(), metatype.keySet());
        var read = SettingsReading.of(metatype, ALL_READ);
        assertEquals(EngineSettings.DEFAULTS, read.settings());
        assertEquals(EngineSettings.DEFAULTS, SettingsReading.of(Map.of(), ALL_READ).settings());
    }

    @Test
    public void everyKeyIsRead() {
        var read = SettingsReading.of(ALL, EngineSettings.DEFAULTS);
        assertEquals(ALL_READ, read.settings());
        assertEquals(List.of(), read.problems());
    }

    @Test
    public void aBadValueKeepsTheLastGoodOneAndIsReported() {
        Map<String, String> bad =
                Map.of(
                        "journal.directory", "relative",
                        "lock.directory", "",
                        "stop.grace", "-1",
                        "cleanup.timeout", "0",
                        "flush.timeout", "1.5",
                        "flush.attempts", "many",
                        "removal.timeout", "99999999999",
                        "no.usable.path", "hope",
                        "retry.interval", "0",
                        "retry.longest", "never");
        var read = SettingsReading.of(bad, ALL_READ);
        assertEquals(ALL_READ, read.settings());
        assertEquals(bad.size(), read.problems().size());
        assertTrue(
                read.problems().toString(),
                read.problems()
                        .contains(
                                "flush.attempts must be a whole number from 1 to 100, not \"many\":"
                                        + " 4 stays in force"));
    }

    @Test
    public void anUnknownKeyIsReportedAndThoseOfTheContainerAreNot() {
        var read =
                SettingsReading.of(
                        Map.of(
                                "flush.timout", "1",
                                "service.pid", "io.mortise.engine",
                                "component.name", "x",
                                "felix.fileinstall.filename", "y",
                                "Host.target", "(a=b)"),
                        EngineSettings.DEFAULTS);
        assertEquals(
                List.of("flush.timout: there is no such key; it does nothing"), read.problems());
    }
}
