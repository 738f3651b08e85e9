// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the configuration says, if it can be used; else what was in force before. */
final class Settings {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final Set<String> OURS = Set.of("command.path", "host.kind");

    private Settings() {}

    /** The search path asked for, or the last good one. */
    static SearchPath searchPath(String asked, SearchPath lastGood) {
        try {
            return SearchPath.parse(asked);
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "{}: command.path = \"{}\" can't be used ({}); {} stays in force",
                    LinuxHost.PID,
                    asked,
                    e.getMessage(),
                    lastGood);
            return lastGood;
        }
    }

    /** A misspelt key would else do nothing without a word. */
    static void warnOfUnknown(Map<String, Object> properties) {
        Set<String> unknown = new TreeSet<>(properties.keySet());
        unknown.removeIf(
                key ->
                        OURS.contains(key)
                                || key.startsWith(".")
                                || key.startsWith("service.")
                                || key.startsWith("component.")
                                || key.startsWith("felix.")
                                || key.startsWith("osgi.ds.")
                                || key.equals("objectClass"));
        if (!unknown.isEmpty()) {
            LOG.warn(
                    "{}: unknown keys {} are ignored; known is command.path",
                    LinuxHost.PID,
                    unknown);
        }
    }
}
