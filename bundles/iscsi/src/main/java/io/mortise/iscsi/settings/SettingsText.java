// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.settings;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Settings as the keys and values that would be configured for them. */
public final class SettingsText {
    private SettingsText() {}

    /** All keys, sorted. */
    public static Map<String, String> of(IscsiSettings settings) {
        var text = new TreeMap<String, String>();
        text.put("device.scan.attempts", String.valueOf(settings.deviceScanAttempts()));
        text.put("attach.timeout", seconds(settings.attachTimeout()));
        text.put("detach.timeout", seconds(settings.detachTimeout()));
        text.put("extend.timeout", seconds(settings.extendTimeout()));
        text.put("login.timeout", seconds(settings.loginTimeout()));
        text.put("login.attempts", String.valueOf(settings.loginAttempts()));
        text.put("command.timeout", seconds(settings.commandTimeout()));
        text.put("multipath", String.valueOf(settings.multipath()));
        text.put("enforce.multipath", String.valueOf(settings.enforceMultipath()));
        text.put("minimum.paths", String.valueOf(settings.minimumPaths()));
        text.put("map.timeout", seconds(settings.mapTimeout()));
        text.put("path.grace", seconds(settings.pathGrace()));
        text.put("portal.memory", seconds(settings.portalMemory()));
        text.put("force", String.valueOf(settings.force()));
        text.put("ignore_errors", String.valueOf(settings.ignoreErrors()));
        text.put("identity.required", String.valueOf(settings.identityRequired()));
        text.put("flush.timeout", seconds(settings.flushTimeout()));
        text.put("flush.attempts", String.valueOf(settings.flushAttempts()));
        text.put("removal.timeout", seconds(settings.removalTimeout()));
        text.put("ip", settings.ip());
        text.put("host.name", settings.hostName());
        text.put("iface", settings.iface());
        return text;
    }

    private static String seconds(Duration duration) {
        return String.valueOf(duration.toSeconds());
    }
}
