// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.settings;

import io.mortise.api.Portal;
import io.mortise.spi.ConfigurationReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads settings; a bad value is a problem, and the last good one stays in force. */
public final class SettingsReader {
    private SettingsReader() {}

    /** What came of reading. */
    public record Reading(IscsiSettings settings, List<String> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /** Reads all keys; what is missing has its default, what is bad its value in {@code last}. */
    public static Reading read(Map<String, ?> properties, IscsiSettings last) {
        var reader = new ConfigurationReader<>(properties, IscsiSettings.DEFAULTS, last);
        IscsiSettings settings = settings(reader);
        var problems = new ArrayList<>(reader.problems());
        if (settings.force()) {
            problems.add("force is configured: a plain detach may lose unwritten data");
        }
        return new Reading(settings, problems);
    }

    private static IscsiSettings settings(ConfigurationReader<IscsiSettings> reader) {
        return new IscsiSettings(
                reader.whole("device.scan.attempts", 1, 10, IscsiSettings::deviceScanAttempts),
                reader.seconds("attach.timeout", 5, 3600, IscsiSettings::attachTimeout),
                reader.seconds("detach.timeout", 5, 3600, IscsiSettings::detachTimeout),
                reader.seconds("extend.timeout", 5, 3600, IscsiSettings::extendTimeout),
                reader.seconds("login.timeout", 1, 120, IscsiSettings::loginTimeout),
                reader.whole("login.attempts", 1, 8, IscsiSettings::loginAttempts),
                reader.seconds("command.timeout", 30, 600, IscsiSettings::commandTimeout),
                reader.flag("multipath", IscsiSettings::multipath),
                reader.flag("enforce.multipath", IscsiSettings::enforceMultipath),
                reader.whole("minimum.paths", 1, 64, IscsiSettings::minimumPaths),
                reader.seconds("map.timeout", 1, 600, IscsiSettings::mapTimeout),
                reader.seconds("path.grace", 0, 600, IscsiSettings::pathGrace),
                reader.seconds("portal.memory", 0, 3600, IscsiSettings::portalMemory),
                reader.flag("force", IscsiSettings::force),
                reader.flag("ignore_errors", IscsiSettings::ignoreErrors),
                reader.flag("identity.required", IscsiSettings::identityRequired),
                reader.seconds("flush.timeout", 1, 3600, IscsiSettings::flushTimeout),
                reader.whole("flush.attempts", 1, 10, IscsiSettings::flushAttempts),
                reader.seconds("removal.timeout", 1, 600, IscsiSettings::removalTimeout),
                reader.value("ip", "an IP address", IscsiSettings::ip, SettingsReader::address),
                reader.value(
                        "host.name",
                        "a host name",
                        IscsiSettings::hostName,
                        text -> Optional.of(text).filter(t -> t.matches("[A-Za-z0-9._-]{0,253}"))),
                reader.value(
                        "iface",
                        "the name of an iface",
                        IscsiSettings::iface,
                        text ->
                                Optional.of(text)
                                        .filter(
                                                t ->
                                                        t.matches(
                                                                "[A-Za-z0-9][A-Za-z0-9._:-]{0,64}"))));
    }

    private static Optional<String> address(String text) {
        try {
            return Optional.of(text.isEmpty() ? "" : new Portal(text, 1).address());
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
