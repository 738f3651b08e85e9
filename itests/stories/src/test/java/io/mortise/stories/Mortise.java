// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.Explanation;
import io.mortise.api.HostListener;
import io.mortise.api.IscsiSession;
import io.mortise.api.MultipathMap;
import io.mortise.api.Owner;
import io.mortise.api.VolumeConnector;
import io.mortise.engine.EngineCore;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.settings.SettingsReading;
import io.mortise.host.Host;
import io.mortise.iscsi.PlainIscsi;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.iscsi.settings.SettingsReader;
import io.mortise.spi.ConnectionCodec;
import io.mortise.spi.StepKind;
import io.mortise.spi.VolumeSurvey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Engine and connector on one JVM of the simulated host; to be used by tasks of that JVM. */
final class Mortise implements AutoCloseable {
    static final Owner OWNER = new Owner("story");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final EngineCore core;
    private final Host host;
    private final Map<String, String> settings;
    private VolumeConnector connector;
    private PlainIscsi iscsi;
    // how to let go of what the present connector has given the engine
    private List<Runnable> partings;

    /** Who has the connector started. */
    enum Beginning {
        /** It is there before recovery begins. */
        WHOLE,
        /** It is there as well, but nobody waits for recovery. */
        AT_ONCE,
        /** It comes by {@link #connectorComes}. */
        WITHOUT_CONNECTOR
    }

    /**
     * Starts, and waits for recovery.
     *
     * @param settings keys of both PIDs
     */
    Mortise(Host host, Map<String, String> settings) {
        this(host, settings, Beginning.WHOLE);
    }

    Mortise(Host host, Map<String, String> settings, Beginning beginning) {
        this.host = host;
        this.settings = settings;
        core = new EngineCore(host, engine(settings));
        if (beginning != Beginning.WITHOUT_CONNECTOR) {
            bringConnector();
        } else {
            iscsi = new PlainIscsi(host, iscsi(settings));
            connector = iscsi.connector(core.engine(), OWNER);
            partings = List.of();
        }
        core.start();
        if (beginning != Beginning.AT_ONCE) {
            recovered();
        }
    }

    private void bringConnector() {
        iscsi = new PlainIscsi(host, iscsi(settings));
        var rest = new ArrayList<Runnable>();
        for (StepKind kind : iscsi.kinds()) {
            core.add(kind);
            rest.add(() -> core.remove(kind));
        }
        ConnectionCodec codec = iscsi.codec();
        core.add(codec);
        rest.add(() -> core.remove(codec));
        VolumeSurvey survey = iscsi.survey();
        core.add(survey);
        rest.add(() -> core.remove(survey));
        partings = rest;
        connector = iscsi.connector(core.engine(), OWNER);
    }

    private void recovered() {
        if (!core.awaitRecovery(PATIENCE)) {
            throw new AssertionError("recovery did not end within " + PATIENCE);
        }
    }

    /** Other settings of the engine, for what begins from now on. */
    void configure(Map<String, String> others) {
        core.configure(engine(others));
    }

    /** The bundle of the connector stops: the engine loses one of its services after the other. */
    void connectorGoes() {
        partings.forEach(Runnable::run);
    }

    /** It starts again, as another revision that knows nothing of what the last one did. */
    void connectorComes() {
        bringConnector();
        recovered();
    }

    // flush.attempts and the like stand in both PIDs, with the same meaning
    private static EngineSettings engine(Map<String, String> settings) {
        var reading =
                SettingsReading.of(
                        only(
                                settings,
                                "journal",
                                "cleanup",
                                "stop",
                                "flush",
                                "removal",
                                "no.usable",
                                "retry"),
                        EngineSettings.DEFAULTS);
        good(reading.problems());
        return reading.settings();
    }

    private static IscsiSettings iscsi(Map<String, String> settings) {
        var others = only(settings, "journal", "cleanup", "stop", "no.usable", "retry");
        var own = new HashMap<String, Object>(settings);
        own.keySet().removeAll(others.keySet());
        var reading = SettingsReader.read(own, IscsiSettings.DEFAULTS);
        good(reading.problems().stream().filter(p -> !p.startsWith("force is")).toList());
        return reading.settings();
    }

    private static Map<String, String> only(Map<String, String> settings, String... beginnings) {
        var some = new HashMap<>(settings);
        some.keySet().removeIf(key -> List.of(beginnings).stream().noneMatch(key::startsWith));
        return some;
    }

    private static void good(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.toString());
        }
    }

    Attachment attach(ConnectionInformation volume) {
        return connector.connect(volume);
    }

    Attachment attach(ConnectionInformation volume, Owner owner) {
        return connector.connect(volume, owner);
    }

    Detachment detach(AttachmentId id) {
        return detach(id, DetachMode.SAFE);
    }

    Detachment detach(AttachmentId id, DetachMode mode) {
        return connector.disconnect(DetachRequest.of(id).with(mode));
    }

    Detachment detach(ConnectionInformation volume) {
        return connector.disconnect(DetachRequest.of(volume));
    }

    VolumeConnector connector() {
        return connector;
    }

    Detachment detach(DetachRequest request) {
        return connector.disconnect(request);
    }

    Attachment adopt(ConnectionInformation volume) {
        return core.attachments().adopt(volume, OWNER);
    }

    Attachment verify(AttachmentId id) {
        return core.attachments().verify(id);
    }

    Explanation explain(AttachmentId id) {
        return core.attachments().explain(id);
    }

    VolumeConnector iser() {
        return iscsi.iserConnector(core.engine(), OWNER);
    }

    List<Attachment> list() {
        return core.attachments().list();
    }

    void tell(HostListener listener) {
        core.add(listener);
    }

    List<IscsiSession> sessions() {
        return iscsi.sessions(core.engine()).list();
    }

    List<MultipathMap> maps() {
        return core.maps().list();
    }

    @Override
    public void close() {
        core.close();
    }
}
