// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.world;

import io.mortise.host.Commands;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.host.HostIdentity;
import io.mortise.host.HostNames;
import io.mortise.host.Inquiries;
import io.mortise.host.LocalSockets;
import io.mortise.host.Signal;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import io.mortise.host.Uevents;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A host that has no thread for tasks of a name that begins so. */
public final class FewThreads implements Host, Tasks {
    private final Host host;
    private final AtomicReference<String> without = new AtomicReference<>("nothing");

    public FewThreads(Host host) {
        this.host = host;
    }

    public void noneFor(String beginning) {
        without.set(beginning);
    }

    @Override
    public void start(String name, TaskKind kind, Runnable body) {
        if (name.startsWith(without.get())) {
            throw new HostFailure(
                    HostFailure.Kind.IO,
                    "starting the task " + name,
                    "unable to create native thread");
        }
        host.tasks().start(name, kind, body);
    }

    @Override
    public Tasks tasks() {
        return this;
    }

    @Override
    public long nanos() {
        return host.tasks().nanos();
    }

    @Override
    public Instant now() {
        return host.tasks().now();
    }

    @Override
    public long random() {
        return host.tasks().random();
    }

    @Override
    public Signal signal(String name) {
        return host.tasks().signal(name);
    }

    @Override
    public boolean await(Signal signal, long seen, Deadline deadline) {
        return host.tasks().await(signal, seen, deadline);
    }

    @Override
    public <T> T atomically(Supplier<T> body) {
        return host.tasks().atomically(body);
    }

    @Override
    public HostIdentity identity() {
        return host.identity();
    }

    @Override
    public Commands commands() {
        return host.commands();
    }

    @Override
    public HostFiles files() {
        return host.files();
    }

    @Override
    public Uevents uevents() {
        return host.uevents();
    }

    @Override
    public LocalSockets sockets() {
        return host.sockets();
    }

    @Override
    public Inquiries inquiries() {
        return host.inquiries();
    }

    @Override
    public HostNames names() {
        return host.names();
    }
}
