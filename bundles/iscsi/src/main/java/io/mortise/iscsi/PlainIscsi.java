// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import io.mortise.api.Owner;
import io.mortise.api.Sessions;
import io.mortise.api.VolumeConnector;
import io.mortise.host.Host;
import io.mortise.iscsi.attach.IscsiSurvey;
import io.mortise.iscsi.session.Logins;
import io.mortise.iscsi.settings.CurrentSettings;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.iscsi.step.DiscoveryKind;
import io.mortise.iscsi.step.DiskKind;
import io.mortise.iscsi.step.NodeKind;
import io.mortise.iscsi.step.SessionKind;
import io.mortise.iscsi.step.SettingKind;
import io.mortise.spi.ConnectionCodec;
import io.mortise.spi.Engine;
import io.mortise.spi.StepKind;
import io.mortise.spi.VolumeSurvey;
import java.util.List;

/**
 * The iSCSI connector for a program without a container: first the kinds of steps and the codec,
 * which an engine needs, then the connector, which needs the engine.
 */
public final class PlainIscsi {
    private final Host host;
    private final Logins logins = new Logins();
    private final CurrentSettings settings;

    public PlainIscsi(Host host, IscsiSettings settings) {
        this.host = host;
        this.settings = new CurrentSettings(settings);
    }

    /** What undoes the steps of this connector. */
    public List<StepKind> kinds() {
        return List.of(
                new NodeKind(host),
                new DiscoveryKind(host),
                new SettingKind(host),
                new SessionKind(host, logins, settings),
                new DiskKind(host, settings));
    }

    /** What writes its connection information to the journal. */
    public ConnectionCodec codec() {
        return new IscsiCodec();
    }

    /** What finds volumes that others attached. */
    public VolumeSurvey survey() {
        return new IscsiSurvey(host, settings);
    }

    /** The connector; what it attaches belongs to that owner unless said otherwise. */
    public VolumeConnector connector(Engine engine, Owner owner) {
        return new IscsiConnector(host, engine, logins, settings, owner);
    }

    /** The same for {@code protocol=iser}. */
    public VolumeConnector iserConnector(Engine engine, Owner owner) {
        return new IserConnector(new IscsiConnector(host, engine, logins, settings, owner));
    }

    /** The sessions of the host. */
    public Sessions sessions(Engine engine) {
        return new SessionList(host, engine);
    }
}
