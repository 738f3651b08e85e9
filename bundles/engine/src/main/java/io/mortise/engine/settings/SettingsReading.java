// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.settings;

import io.mortise.spi.ConfigurationReader;
import java.util.List;
import java.util.Map;

/**
 * What a configuration comes to.
 *
 * @param settings what holds: where a value is bad, the one that held before
 * @param problems what is wrong, a sentence each
 */
public record SettingsReading(EngineSettings settings, List<String> problems) {
    public SettingsReading {
        problems = List.copyOf(problems);
    }

    /**
     * Reads properties; what is not there has its default.
     *
     * @param before what holds where a value is bad
     */
    public static SettingsReading of(Map<String, ?> properties, EngineSettings before) {
        var reader = new ConfigurationReader<>(properties, EngineSettings.DEFAULTS, before);
        var settings =
                new EngineSettings(
                        reader.directory("journal.directory", EngineSettings::journalDirectory),
                        reader.directory("lock.directory", EngineSettings::lockDirectory),
                        reader.seconds("stop.grace", 0, 600, EngineSettings::stopGrace),
                        reader.seconds("cleanup.timeout", 1, 3600, EngineSettings::cleanupTimeout),
                        reader.seconds("flush.timeout", 1, 86400, EngineSettings::flushTimeout),
                        reader.whole("flush.attempts", 1, 100, EngineSettings::flushAttempts),
                        reader.seconds("removal.timeout", 1, 3600, EngineSettings::removalTimeout),
                        reader.choice(
                                "no.usable.path", NoUsablePath.class, EngineSettings::noUsablePath),
                        reader.seconds("retry.interval", 1, 86400, EngineSettings::retryInterval),
                        reader.seconds("retry.longest", 1, 86400, EngineSettings::retryLongest));
        return new SettingsReading(settings, reader.problems());
    }
}
