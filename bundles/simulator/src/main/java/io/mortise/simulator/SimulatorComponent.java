// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator;

import io.mortise.host.Host;
import io.mortise.simulator.fabric.Fabric;
import java.security.SecureRandom;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * An imagined host on the real clock, as a service in place of a real one, and the fabric that
 * scripts it as another. It lives as long as the bundle is started: the next start gives another
 * computer.
 *
 * <p>Registered by hand, since {@code host.kind} holds an identity that is only known at run time.
 */
@Component(service = {})
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.mortise.host.Host\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.mortise.simulator.fabric.Fabric\"",
        effective = "active")
public final class SimulatorComponent {
    private final SimulatedHost simulated;
    private final ServiceRegistration<Host> registration;
    private final ServiceRegistration<Fabric> scripting;

    @Activate
    public SimulatorComponent(BundleContext context) {
        simulated = SimulatedHost.paced(new SecureRandom().nextLong());
        Fabric fabric = simulated.fabric();
        Host host = simulated.host();
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("host.kind", host.identity().kind());
        scripting = context.registerService(Fabric.class, fabric, new Hashtable<>());
        registration = context.registerService(Host.class, host, properties);
    }

    @Deactivate
    void deactivate() {
        registration.unregister();
        scripting.unregister();
        simulated.close();
    }
}
