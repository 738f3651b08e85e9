// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import io.mortise.api.IscsiSession;
import java.util.List;
import java.util.function.Supplier;

record SessionBean(Supplier<IscsiSession> now) implements SessionMXBean {
    @Override
    public int getSid() {
        return now.get().sid();
    }

    @Override
    public String getTarget() {
        return now.get().target().name();
    }

    @Override
    public String getPortal() {
        return now.get().portal().toString();
    }

    @Override
    public String getIface() {
        return now.get().iface();
    }

    @Override
    public String getTransport() {
        return now.get().transport();
    }

    @Override
    public String getState() {
        return now.get().state();
    }

    @Override
    public int getHost() {
        return now.get().host();
    }

    @Override
    public List<String> getDisks() {
        return now.get().disks();
    }

    @Override
    public List<String> getAttachments() {
        return now.get().attachments().stream().map(Object::toString).sorted().toList();
    }
}
