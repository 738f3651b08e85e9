// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Commands;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.host.HostIdentity;
import io.mortise.host.HostNames;
import io.mortise.host.Inquiries;
import io.mortise.host.LocalSockets;
import io.mortise.host.Tasks;
import io.mortise.host.Uevents;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** This machine. A service in a container; {@link #open()} gives one to a plain program. */
@Component(
        service = Host.class,
        configurationPid = LinuxHost.PID,
        property = "host.kind=" + MachineIdentity.KIND)
@Designate(ocd = LinuxHost.Config.class)
public final class LinuxHost implements Host, AutoCloseable {
    static final String PID = "io.mortise.linux";

    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final int WRITES_THAT_MAY_HANG = 256;
    private static final int INQUIRIES_THAT_MAY_HANG = 256;
    private static final int LOOK_UPS_THAT_MAY_HANG = 16;

    private final AtomicReference<SearchPath> path;
    private final LinuxTasks tasks;
    private final Commands commands;
    private final HostFiles files;
    private final NetlinkUevents uevents;
    private final LocalSockets sockets;
    private final Inquiries inquiries;
    private final HostNames names;
    private final HostIdentity identity;

    /** What can be set. */
    @ObjectClassDefinition(
            name = "Mortise Linux host",
            description = "How Mortise uses the operating system")
    @interface Config {
        /** Where programs are looked for. */
        @AttributeDefinition(
                name = "Search path for programs",
                description =
                        "Absolute folders joined by colons, in order. The environment of the"
                                + " container is not used.")
        String command_path() default SearchPath.DEFAULT;
    }

    /** For the container. */
    @Activate
    public LinuxHost(Config config, Map<String, Object> properties) {
        this(Settings.searchPath(config.command_path(), SearchPath.parse(SearchPath.DEFAULT)), "");
        Settings.warnOfUnknown(properties);
    }

    LinuxHost(SearchPath path, String root) {
        LibC.load();
        this.path = new AtomicReference<>(path);
        this.tasks = new LinuxTasks(CLOSING);
        this.commands = new LinuxCommands(tasks, this.path::get, LinuxCommands.GRACE);
        this.files = new LinuxFiles(new Expendable(tasks, WRITES_THAT_MAY_HANG));
        this.uevents = new NetlinkUevents(tasks, NetlinkUevents.QUEUE_BYTES);
        this.sockets = new AbstractSockets();
        this.inquiries = new ScsiInquiries(new Expendable(tasks, INQUIRIES_THAT_MAY_HANG));
        this.names = new ResolverNames(new Expendable(tasks, LOOK_UPS_THAT_MAY_HANG));
        this.identity = MachineIdentity.read(files, root);
    }

    /**
     * This machine, for a program without a container; to be closed.
     *
     * @throws HostFailure if the machine has no identity
     */
    public static LinuxHost open() {
        return new LinuxHost(SearchPath.parse(SearchPath.DEFAULT), "");
    }

    @Modified
    void modified(Config config, Map<String, Object> properties) {
        path.updateAndGet(last -> Settings.searchPath(config.command_path(), last));
        Settings.warnOfUnknown(properties);
    }

    @Override
    public HostIdentity identity() {
        return identity;
    }

    @Override
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public Commands commands() {
        return commands;
    }

    @Override
    public HostFiles files() {
        return files;
    }

    @Override
    public Uevents uevents() {
        return uevents;
    }

    @Override
    public LocalSockets sockets() {
        return sockets;
    }

    @Override
    public Inquiries inquiries() {
        return inquiries;
    }

    @Override
    public HostNames names() {
        return names;
    }

    /** Ends all threads; waits at most ten seconds for those that hang in the kernel. */
    @Deactivate
    @Override
    public void close() {
        uevents.close();
        tasks.close();
    }
}
