// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.ConnectorProperties;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.Extension;
import io.mortise.api.IscsiConnection;
import io.mortise.api.Owner;
import io.mortise.api.VolumeConnector;
import io.mortise.host.Host;
import io.mortise.iscsi.session.Logins;
import io.mortise.iscsi.settings.CurrentSettings;
import io.mortise.spi.Engine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/**
 * The connector for {@code protocol=iser}: that of iSCSI, whose paths that name no iface go over
 * RDMA. What it attaches is an attachment of {@code iscsi}, and can be detached by either.
 */
@Component(
        service = VolumeConnector.class,
        scope = ServiceScope.BUNDLE,
        reference = @Reference(name = "ready", service = Readiness.class),
        property = VolumeConnector.PROTOCOL + "=" + IserConnector.PROTOCOL_NAME)
public final class IserConnector implements VolumeConnector {
    static final String PROTOCOL_NAME = "iser";

    private final IscsiConnector iscsi;

    /** For the container. */
    @Activate
    public IserConnector(
            @Reference Host host,
            @Reference Engine engine,
            @Reference Logins logins,
            @Reference CurrentSettings settings,
            ComponentContext context) {
        this(new IscsiConnector(host, engine, logins, settings, context));
    }

    IserConnector(IscsiConnector iscsi) {
        this.iscsi = iscsi;
    }

    @Deactivate
    void deactivate() {
        iscsi.deactivate();
    }

    private static ConnectionInformation overRdma(ConnectionInformation connection) {
        return connection instanceof IscsiConnection plain ? plain.from(PROTOCOL_NAME) : connection;
    }

    @Override
    public String protocol() {
        return PROTOCOL_NAME;
    }

    @Override
    public Attachment connect(ConnectionInformation connection) {
        return iscsi.connect(overRdma(connection));
    }

    @Override
    public Attachment connect(ConnectionInformation connection, Owner owner) {
        return iscsi.connect(overRdma(connection), owner);
    }

    @Override
    public Detachment disconnect(DetachRequest request) {
        return iscsi.disconnect(request);
    }

    @Override
    public Extension extend(AttachmentId id) {
        return iscsi.extend(id);
    }

    @Override
    public Extension extend(ConnectionInformation connection) {
        return iscsi.extend(connection);
    }

    @Override
    public List<String> volumePaths(ConnectionInformation connection) {
        return iscsi.volumePaths(overRdma(connection));
    }

    @Override
    public Optional<String> searchPath() {
        return iscsi.searchPath();
    }

    @Override
    public List<String> availableVolumes() {
        return iscsi.availableVolumes();
    }

    @Override
    public boolean isValidDevice(String path) {
        return iscsi.isValidDevice(path);
    }

    @Override
    public ConnectorProperties connectorProperties() {
        return iscsi.connectorProperties();
    }

    @Override
    public Map<String, String> configuration() {
        return iscsi.configuration();
    }

    @Override
    public List<String> configurationProblems() {
        return iscsi.configurationProblems();
    }
}
