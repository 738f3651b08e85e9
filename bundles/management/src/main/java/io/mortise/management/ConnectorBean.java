// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import io.mortise.api.ConnectionInformation;
import io.mortise.api.ConnectorProperties;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Iqn;
import io.mortise.api.VolumeConnector;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

record ConnectorBean(Supplier<VolumeConnector> now, Arguments arguments)
        implements ConnectorMXBean {
    @Override
    public String getProtocol() {
        return now.get().protocol();
    }

    @Override
    public String getInitiator() {
        return properties().initiator().map(Iqn::name).orElse("");
    }

    @Override
    public String getIp() {
        return properties().ip().orElse("");
    }

    @Override
    public String getSearchPath() {
        return now.get().searchPath().orElse("");
    }

    @Override
    public List<String> volumePaths(String connection) {
        return Calls.answer(() -> arguments.using(connection, now.get()::volumePaths));
    }

    @Override
    public String getHost() {
        return properties().host();
    }

    @Override
    public String getPlatform() {
        return properties().platform();
    }

    @Override
    public String getOsType() {
        return properties().osType();
    }

    @Override
    public boolean isMultipath() {
        return properties().multipath();
    }

    @Override
    public boolean isEnforceMultipath() {
        return properties().enforceMultipath();
    }

    @Override
    public Map<String, String> getConfiguration() {
        return now.get().configuration();
    }

    @Override
    public List<String> getConfigurationProblems() {
        return now.get().configurationProblems();
    }

    @Override
    public String connectVolume(String connection) {
        return Calls.answer(
                () ->
                        arguments.using(
                                connection,
                                read -> arguments.format().deviceInfo(now.get().connect(read))));
    }

    @Override
    public List<String> disconnectVolume(
            String connection, String deviceInfo, boolean force, boolean ignoreErrors) {
        DetachMode mode = Calls.mode(force, ignoreErrors);
        return Calls.answer(
                () -> {
                    DetachRequest request = arguments.detachRequest(connection, deviceInfo, mode);
                    try {
                        return Calls.lines(now.get().disconnect(request));
                    } finally {
                        request.connection().ifPresent(ConnectionInformation::wipe);
                    }
                });
    }

    @Override
    public long extendVolume(String connection) {
        return Calls.answer(
                () -> arguments.using(connection, read -> now.get().extend(read).sizeBytes()));
    }

    private ConnectorProperties properties() {
        return Calls.answer(now.get()::connectorProperties);
    }
}
