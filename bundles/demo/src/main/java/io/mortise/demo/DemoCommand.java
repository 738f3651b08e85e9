// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.demo;

import io.mortise.api.HostListener;
import io.mortise.simulator.fabric.Fabric;
import java.util.Hashtable;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code mortise:demo [--unattended]}, in Karaf's shell and in Gogo. Fails with the reason. */
@Component(
        service = DemoCommand.class,
        property = {"osgi.command.scope=mortise", "osgi.command.function=demo"})
public final class DemoCommand {
    private final BundleContext context;
    private final Fabric fabric;

    @Activate
    public DemoCommand(BundleContext context, @Reference Fabric fabric) {
        this.context = context;
        this.fabric = fabric;
    }

    @Descriptor("attaches a volume, loses a path and gets it back: demo [--unattended]")
    public void demo(CommandSession session, String... options) {
        boolean unattended = List.of(options).equals(List.of("--unattended"));
        if (options.length > 0 && !unattended) {
            throw new IllegalArgumentException("Usage: mortise:demo [--unattended]");
        }
        var sight = new Sight();
        ServiceRegistration<HostListener> listening =
                context.registerService(HostListener.class, sight, new Hashtable<>());
        try {
            var walk = new WalkThrough(session, fabric, sight);
            String id = walk.attach();
            walk.loseAndRegainPath(id);
            if (unattended) {
                walk.detach(id);
            }
        } finally {
            listening.unregister();
        }
    }
}
