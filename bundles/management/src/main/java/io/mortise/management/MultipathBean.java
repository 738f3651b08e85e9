// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import io.mortise.api.MultipathMap;
import java.util.List;
import java.util.function.Supplier;

record MultipathBean(Supplier<MultipathMap> now) implements MultipathMXBean {
    @Override
    public String getName() {
        return now.get().name();
    }

    @Override
    public String getWwid() {
        return now.get().wwid().text();
    }

    @Override
    public String getDevice() {
        return now.get().device();
    }

    @Override
    public long getSize() {
        return now.get().sizeBytes();
    }

    @Override
    public boolean isSuspended() {
        return now.get().suspended();
    }

    @Override
    public boolean isQueueing() {
        return now.get().queueing();
    }

    @Override
    public List<MapPathRow> getPaths() {
        return now.get().paths().stream().map(MapPathRow::of).toList();
    }

    @Override
    public List<String> getAttachments() {
        return now.get().attachments().stream().map(Object::toString).sorted().toList();
    }
}
