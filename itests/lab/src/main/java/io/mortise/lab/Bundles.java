// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.lab;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/** The bundles of Mortise in this container, to be stopped and replaced. */
final class Bundles {
    private static final long PATIENCE_SECONDS = 120;

    private final BundleContext context;

    Bundles(BundleContext context) {
        this.context = context;
    }

    /** Does what is said to a bundle of Mortise; its state after that, as JSON. */
    String change(String act, String room) {
        String name = "io.mortise." + room;
        Bundle bundle =
                Arrays.stream(context.getBundles())
                        .filter(each -> name.equals(each.getSymbolicName()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no bundle " + name));
        try {
            switch (act) {
                case "stop" -> bundle.stop();
                case "start" -> bundle.start();
                case "update" -> bundle.update();
                case "replace" -> {
                    bundle.uninstall();
                    bundle = context.installBundle(bundle.getLocation());
                    bundle.start();
                }
                case "refresh" -> refresh(bundle);
                default -> throw new IllegalArgumentException("unknown act " + act);
            }
        } catch (BundleException e) {
            throw new IllegalStateException(act + " " + name, e);
        }
        return "{\"bundle\": \"%s\", \"active\": %s}"
                .formatted(name, bundle.getState() == Bundle.ACTIVE);
    }

    private void refresh(Bundle bundle) throws BundleException {
        bundle.update();
        var refreshed = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(
                        List.of(bundle),
                        event -> {
                            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                                refreshed.countDown();
                            }
                        });
        try {
            if (!refreshed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no end of refreshing " + bundle);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
