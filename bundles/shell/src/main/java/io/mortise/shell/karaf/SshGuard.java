// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.shell.karaf;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Puts {@link AdminsForward} into Karaf's ssh, which publishes its server before it hears its first
 * client, and again whenever that is made anew. It stays there when this bundle stops. Where there
 * is no ssh, as in plain Felix, nothing of it is loaded.
 */
@Component(
        immediate = true,
        service = {})
public final class SshGuard {
    private static final String SERVER = "org.apache.sshd.server.SshServer";

    private final ServiceTracker<Object, Object> servers;

    @Activate
    public SshGuard(BundleContext context) {
        servers =
                new ServiceTracker<>(context, SERVER, null) {
                    @Override
                    public Object addingService(ServiceReference<Object> reference) {
                        Object server = super.addingService(reference);
                        AdminsForward.through(server);
                        return server;
                    }
                };
        servers.open();
    }

    @Deactivate
    void stop() {
        servers.close();
    }
}
