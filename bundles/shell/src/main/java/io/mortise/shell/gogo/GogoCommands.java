// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.gogo;

import io.mortise.shell.Console;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Registers the commands with Gogo, unless this is Karaf: Karaf would take these too, beside its
 * own of the same names.
 */
@Component(
        immediate = true,
        service = {})
public final class GogoCommands {
    private static final String KARAF = "org.apache.karaf.shell.api.action.Action";

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Activate
    public GogoCommands(BundleContext context, @Reference Console console) {
        if (!inKaraf(context)) {
            register(
                    context,
                    "volume",
                    new VolumeCommands(console),
                    "attach",
                    "detach",
                    "extend",
                    "list",
                    "show",
                    "adopt",
                    "verify",
                    "explain",
                    "ids");
            register(context, "session", new SessionCommands(console), "list");
            register(context, "multipath", new MultipathCommands(console), "list");
        }
    }

    @Deactivate
    void stop() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    private static boolean inKaraf(BundleContext context) {
        try {
            context.getBundle().loadClass(KARAF);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private void register(
            BundleContext context, String scope, Object commands, String... functions) {
        var properties = new Hashtable<String, Object>();
        properties.put("osgi.command.scope", scope);
        properties.put("osgi.command.function", functions);
        registrations.add(context.registerService(Object.class, commands, properties));
    }
}
