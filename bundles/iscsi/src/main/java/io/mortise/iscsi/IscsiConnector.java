// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.ConnectorProperties;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.Extension;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiDiscovery;
import io.mortise.api.IscsiPath;
import io.mortise.api.Owner;
import io.mortise.api.Reason;
import io.mortise.api.VolumeConnector;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.iscsi.attach.IscsiAttach;
import io.mortise.iscsi.attach.PortalNames;
import io.mortise.iscsi.attach.Wish;
import io.mortise.iscsi.extend.IscsiExtend;
import io.mortise.iscsi.node.Credentials;
import io.mortise.iscsi.session.Logins;
import io.mortise.iscsi.settings.CurrentSettings;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.iscsi.settings.SettingsText;
import io.mortise.spi.Engine;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** The connector for {@code protocol=iscsi}. Each using bundle has its own, to be the owner. */
@Component(
        service = VolumeConnector.class,
        scope = ServiceScope.BUNDLE,
        reference = @Reference(name = "ready", service = Readiness.class),
        property = VolumeConnector.PROTOCOL + "=" + IscsiConnection.PROTOCOL)
public final class IscsiConnector implements VolumeConnector {
    private final Host host;
    private final Engine engine;
    private final Logins logins;
    private final CurrentSettings settings;
    private final Owner user;
    // what a bundle that is gone began would end in classes that can't be loaded any more
    private volatile boolean gone;

    /** For the container. */
    @Activate
    public IscsiConnector(
            @Reference Host host,
            @Reference Engine engine,
            @Reference Logins logins,
            @Reference CurrentSettings settings,
            ComponentContext context) {
        this(host, engine, logins, settings, owner(context.getUsingBundle()));
    }

    IscsiConnector(Host host, Engine engine, Logins logins, CurrentSettings settings, Owner user) {
        this.host = Objects.requireNonNull(host, "host");
        this.engine = Objects.requireNonNull(engine, "engine");
        this.logins = Objects.requireNonNull(logins, "logins");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.user = Objects.requireNonNull(user, "user");
    }

    @Deactivate
    void deactivate() {
        gone = true;
    }

    private Engine engine() {
        if (gone) {
            throw VolumeException.passing(
                    Reason.CANCELLED,
                    "this connector has been stopped or replaced",
                    "Take the service again: look up the VolumeConnector with protocol=iscsi.");
        }
        return engine;
    }

    // a bundle of manifest version 1 has no name
    private static Owner owner(Bundle bundle) {
        return Optional.ofNullable(bundle)
                .map(Bundle::getSymbolicName)
                .map(Owner::new)
                .orElse(new Owner("unknown"));
    }

    @Override
    public String protocol() {
        return IscsiConnection.PROTOCOL;
    }

    @Override
    public Attachment connect(ConnectionInformation connection) {
        return connect(connection, user);
    }

    @Override
    public Attachment connect(ConnectionInformation connection, Owner owner) {
        IscsiSettings now = settings.get();
        IscsiConnection iscsi = new PortalNames(host).resolved(iscsi(connection).from(now.iface()));
        var credentials = Credentials.of(iscsi.access().chap(), host.files());
        var ofDiscovery =
                Credentials.of(
                        iscsi.access().discovery().flatMap(IscsiDiscovery::chap), host.files());
        var wish = new Wish(iscsi, now, credentials, ofDiscovery);
        return engine().attach(new IscsiAttach(host, logins, wish, owner));
    }

    @Override
    public Detachment disconnect(DetachRequest request) {
        IscsiSettings now = settings.get();
        Set<String> keys =
                request.id().isPresent()
                        ? Set.of()
                        : request.connection()
                                .map(IscsiConnector::iscsi)
                                .map(connection -> IscsiAttach.keys(connection.paths()))
                                .orElse(Set.of());
        return engine().detach(request.with(mode(request.mode(), now)), keys, now.detachTimeout());
    }

    @Override
    public Extension extend(AttachmentId id) {
        return extend(Optional.of(id), Set.of());
    }

    @Override
    public Extension extend(ConnectionInformation connection) {
        return extend(Optional.empty(), IscsiAttach.keys(iscsi(connection).paths()));
    }

    private Extension extend(Optional<AttachmentId> id, Set<String> keys) {
        return engine().extend(new IscsiExtend(host, id, keys, settings.get()));
    }

    /** CONFIGURED never reaches the engine; errors are ignored only where force is, too. */
    static DetachMode mode(DetachMode asked, IscsiSettings settings) {
        if (asked != DetachMode.CONFIGURED) {
            return asked;
        }
        if (!settings.force()) {
            return DetachMode.SAFE;
        }
        return settings.ignoreErrors() ? DetachMode.FORCED_IGNORING_ERRORS : DetachMode.FORCED;
    }

    private static IscsiConnection iscsi(ConnectionInformation connection) {
        if (connection instanceof IscsiConnection iscsi) {
            return iscsi;
        }
        throw VolumeException.pointless(
                Reason.UNSUPPORTED,
                "this connector attaches iscsi, not " + connection.protocol(),
                "Use the connector with protocol=" + connection.protocol() + ".");
    }

    @Override
    public List<String> volumePaths(ConnectionInformation connection) {
        List<IscsiPath> paths =
                new PortalNames(host)
                        .resolved(iscsi(connection).from(settings.get().iface()))
                        .paths();
        return told("the disks of the volume", () -> new VolumeLinks(host).of(paths));
    }

    @Override
    public Optional<String> searchPath() {
        return Optional.of(VolumeLinks.FOLDER);
    }

    @Override
    public List<String> availableVolumes() {
        return told("the disks in " + VolumeLinks.FOLDER, () -> new VolumeLinks(host).all());
    }

    @Override
    public boolean isValidDevice(String path) {
        return new VolumeLinks(host).valid(path);
    }

    @Override
    public ConnectorProperties connectorProperties() {
        return told("who this host is", () -> new Initiator(host).properties(settings.get()));
    }

    @Override
    public Map<String, String> configuration() {
        return SettingsText.of(settings.get());
    }

    @Override
    public List<String> configurationProblems() {
        return Stream.concat(settings.problems().stream(), engine.configurationProblems().stream())
                .toList();
    }

    // the failures of the port are none of the interface
    private static <T> T told(String what, Supplier<T> look) {
        try {
            return look.get();
        } catch (HostFailure failure) {
            throw VolumeException.passing(
                            Reason.HOST_FAILED,
                            what + " can't be told: " + failure.getMessage(),
                            "Ask again in a moment.")
                    .causedBy(failure);
        }
    }
}
