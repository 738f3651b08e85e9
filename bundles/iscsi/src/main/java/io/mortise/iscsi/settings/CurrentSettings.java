// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.settings;

import io.mortise.iscsi.settings.SettingsReader.Reading;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings in force, which change with the configuration. Thread-safe. */
@Component(service = CurrentSettings.class, configurationPid = CurrentSettings.PID)
@Designate(ocd = IscsiOptions.class)
public final class CurrentSettings implements Supplier<IscsiSettings> {
    /** The configuration's name. */
    public static final String PID = "io.mortise.iscsi";

    private static final Logger LOG = LoggerFactory.getLogger(CurrentSettings.class);

    private final AtomicReference<Reading> reading;

    /** For the container. */
    @Activate
    public CurrentSettings(Map<String, Object> properties) {
        this.reading =
                new AtomicReference<>(SettingsReader.read(properties, IscsiSettings.DEFAULTS));
        tell();
    }

    /** For a plain program. */
    public CurrentSettings(IscsiSettings settings) {
        this.reading = new AtomicReference<>(new Reading(settings, List.of()));
    }

    @Modified
    void modified(Map<String, Object> properties) {
        reading.updateAndGet(last -> SettingsReader.read(properties, last.settings()));
        tell();
    }

    private void tell() {
        problems().forEach(problem -> LOG.warn("configuration {}: {}", PID, problem));
    }

    @Override
    public IscsiSettings get() {
        return reading.get().settings();
    }

    /** What is wrong with the configuration, a sentence each. */
    public List<String> problems() {
        return reading.get().problems();
    }
}
