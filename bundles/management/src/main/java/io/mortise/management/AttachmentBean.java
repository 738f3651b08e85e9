// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import io.mortise.api.Attachment;
import io.mortise.api.Attachments;
import io.mortise.api.DetachRequest;
import io.mortise.api.VolumeConnector;
import io.mortise.api.VolumeDevice;
import io.mortise.api.Wwid;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An attachment as it is now, and where to find the connector of its protocol when it is to be
 * detached.
 */
record AttachmentBean(
        Supplier<Attachment> now,
        Attachments attachments,
        Function<String, VolumeConnector> connectors)
        implements AttachmentMXBean {
    @Override
    public String getId() {
        return now.get().id().text();
    }

    @Override
    public String getProtocol() {
        return now.get().connection().protocol();
    }

    @Override
    public String getState() {
        return now.get().state().name();
    }

    @Override
    public String getDetail() {
        return now.get().detail();
    }

    @Override
    public String getWwid() {
        return now.get().wwid().map(Wwid::text).orElse("");
    }

    @Override
    public String getDevice() {
        return now.get().device().map(VolumeDevice::path).orElse("");
    }

    @Override
    public String getStablePath() {
        return now.get().device().map(VolumeDevice::stablePath).orElse("");
    }

    @Override
    public String getMap() {
        return now.get().device().flatMap(VolumeDevice::mapName).orElse("");
    }

    @Override
    public long getSize() {
        return now.get().device().map(VolumeDevice::sizeBytes).orElse(0L);
    }

    @Override
    public String getOwner() {
        return now.get().owner().name();
    }

    @Override
    public String getVolumeId() {
        return now.get().connection().volumeId().orElse("");
    }

    @Override
    public String getSince() {
        return now.get().since().toString();
    }

    @Override
    public List<PathRow> getPaths() {
        return now.get().paths().stream().map(PathRow::of).toList();
    }

    @Override
    public List<PathRow> verify() {
        return Calls.answer(
                () ->
                        attachments.verify(now.get().id()).paths().stream()
                                .map(PathRow::of)
                                .toList());
    }

    @Override
    public List<String> explain() {
        return Calls.answer(() -> Calls.lines(attachments.explain(now.get().id())));
    }

    @Override
    public List<String> detach(boolean force, boolean ignoreErrors) {
        return Calls.answer(
                () ->
                        Calls.lines(
                                connectors
                                        .apply(getProtocol())
                                        .disconnect(
                                                DetachRequest.of(now.get().id())
                                                        .with(Calls.mode(force, ignoreErrors)))));
    }

    @Override
    public long extend() {
        return Calls.answer(
                () -> connectors.apply(getProtocol()).extend(now.get().id()).sizeBytes());
    }
}
