// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The driver on the container's own input and output; the end of the input stops the container. It
 * refers to no service, so that it stays when bundles go.
 */
@Component(
        immediate = true,
        service = {})
public final class DriverComponent {
    private final BundleContext context;

    @Activate
    public DriverComponent(BundleContext context) {
        this.context = context;
        var thread = new Thread(this::run, "driver");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            var services = new LiveServices(context);
            services.get();
            new Driver(
                            services,
                            new Bundles(context)::change,
                            System.getProperty("mortise.volume", ""),
                            Map.of())
                    .run(System.in, System.out);
            context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }
}
