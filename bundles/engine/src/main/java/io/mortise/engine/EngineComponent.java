// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.Explanation;
import io.mortise.api.Extension;
import io.mortise.api.HostListener;
import io.mortise.api.Owner;
import io.mortise.engine.settings.EngineConfig;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.settings.SettingsReading;
import io.mortise.host.Host;
import io.mortise.spi.AttachWork;
import io.mortise.spi.ConnectionCodec;
import io.mortise.spi.Engine;
import io.mortise.spi.ExtendWork;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import io.mortise.spi.VolumeSurvey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine in a container: its configuration, and the services that come and go around it. */
@Component(
        service = {Engine.class, EngineComponent.class},
        configurationPid = EngineComponent.PID,
        immediate = true)
@Designate(ocd = EngineConfig.class)
public final class EngineComponent implements Engine {
    static final String PID = "io.mortise.engine";

    private static final Logger LOG = LoggerFactory.getLogger(EngineComponent.class);

    private final EngineCore core;
    private final AtomicReference<List<String>> problems = new AtomicReference<>(List.of());

    @Activate
    public EngineComponent(@Reference Host host, Map<String, Object> properties) {
        SettingsReading reading = SettingsReading.of(properties, EngineSettings.DEFAULTS);
        tell(reading.problems());
        core = new EngineCore(host, reading.settings());
        core.start();
    }

    @Modified
    void modified(Map<String, Object> properties) {
        EngineSettings before = core.settings();
        SettingsReading reading = SettingsReading.of(properties, before);
        EngineSettings now = reading.settings();
        var found = new ArrayList<>(reading.problems());
        if (!now.equals(now.in(before.journalDirectory(), before.lockDirectory()))) {
            found.add("other directories are used from the next start of the bundle on");
        }
        tell(found);
        core.configure(now);
    }

    private void tell(List<String> found) {
        List<String> told = found.stream().map(problem -> PID + ": " + problem).toList();
        told.forEach(LOG::warn);
        problems.set(told);
    }

    @Override
    public List<String> configurationProblems() {
        return problems.get();
    }

    @Deactivate
    void deactivate() {
        core.close();
    }

    EngineCore core() {
        return core;
    }

    @Override
    public Attachment attach(AttachWork work) {
        return core.engine().attach(work);
    }

    @Override
    public Detachment detach(DetachRequest request, Set<String> volumeKeys, Duration timeout) {
        return core.engine().detach(request, volumeKeys, timeout);
    }

    @Override
    public Extension extend(ExtendWork work) {
        return core.engine().extend(work);
    }

    @Override
    public Attachment adopt(ConnectionInformation connection, Owner owner) {
        return core.engine().adopt(connection, owner);
    }

    @Override
    public Attachment verify(AttachmentId id) {
        return core.engine().verify(id);
    }

    @Override
    public Explanation explain(AttachmentId id) {
        return core.engine().explain(id);
    }

    @Override
    public Map<AttachmentId, List<Step>> trails() {
        return core.engine().trails();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addKind(StepKind kind) {
        core.add(kind);
    }

    void removeKind(StepKind kind) {
        core.remove(kind);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addCodec(ConnectionCodec codec) {
        core.add(codec);
    }

    void removeCodec(ConnectionCodec codec) {
        core.remove(codec);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addSurvey(VolumeSurvey survey) {
        core.add(survey);
    }

    void removeSurvey(VolumeSurvey survey) {
        core.remove(survey);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addListener(HostListener listener) {
        core.add(listener);
    }

    void removeListener(HostListener listener) {
        core.remove(listener);
    }
}
