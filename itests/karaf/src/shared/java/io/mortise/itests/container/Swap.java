// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Arrays;
import java.util.Collection;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/** What can be done to a bundle of Mortise while the container runs. */
enum Swap {
    STOPPED_AND_STARTED {
        @Override
        void away(Bundle bundle) throws BundleException {
            bundle.stop();
        }

        @Override
        void back(BundleContext context, Bundle bundle) throws BundleException {
            bundle.start();
        }
    },
    UPDATED {
        @Override
        void away(Bundle bundle) throws BundleException {
            updated(bundle);
        }

        @Override
        void back(BundleContext context, Bundle bundle) {
            // it is
        }
    },
    UPDATED_TO_ANOTHER_VERSION {
        @Override
        void away(Bundle bundle) throws BundleException, IOException {
            updated(bundle, reversioned(bundle, "1.0.1.swapped"));
        }

        @Override
        void back(BundleContext context, Bundle bundle) throws BundleException {
            updated(bundle);
        }
    },
    UNINSTALLED_AND_INSTALLED {
        @Override
        void away(Bundle bundle) throws BundleException {
            bundle.uninstall();
        }

        @Override
        void back(BundleContext context, Bundle bundle) throws BundleException {
            Bundle again = context.installBundle(bundle.getLocation());
            begun(again, again::start);
        }
    };

    private static final int STARTS = 5;

    /** The first half: it is away, or another one is there. */
    abstract void away(Bundle bundle) throws BundleException, IOException;

    /** The second half: it is there as before. */
    abstract void back(BundleContext context, Bundle bundle) throws BundleException;

    /** Updates a bundle from where it came from. */
    static void updated(Bundle bundle) throws BundleException {
        begun(bundle, bundle::update);
    }

    /** Updates a bundle to what is given. */
    static void updated(Bundle bundle, InputStream content) throws BundleException {
        begun(bundle, () -> bundle.update(content));
    }

    // Felix fails a start that has to resolve while another thread, which has the framework's global
    // lock, wants the lock of this bundle; the bundle is updated then, and can be started
    private static void begun(Bundle bundle, Begin begin) throws BundleException {
        Begin next = begin;
        for (int left = STARTS; ; left--) {
            try {
                next.run();
                return;
            } catch (BundleException failed) {
                if (left == 1 || !failed.getMessage().contains("global lock")) {
                    throw failed;
                }
                next = bundle::start;
            }
        }
    }

    private interface Begin {
        void run() throws BundleException;
    }

    /** A bundle of ours, by the last segment of its name. */
    static Bundle bundle(BundleContext context, String room) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> ("io.mortise." + room).equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no bundle " + room));
    }

    /** Has whoever is wired to these bundles begin anew; returns when all are started again. */
    static void refresh(BundleContext context, Collection<Bundle> bundles)
            throws InterruptedException {
        var refreshed = new java.util.concurrent.CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(bundles, event -> refreshed.countDown());
        if (!refreshed.await(60, java.util.concurrent.TimeUnit.SECONDS)) {
            throw new AssertionError("not refreshed within 60 s: " + bundles);
        }
    }

    /** The same bundle with another version, as a build of tomorrow would be. */
    static InputStream reversioned(Bundle bundle, String version) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var from = new JarInputStream(new URL(bundle.getLocation()).openStream())) {
            var manifest = new Manifest(from.getManifest());
            manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version);
            try (var to = new JarOutputStream(bytes, manifest)) {
                for (ZipEntry entry = from.getNextEntry();
                        entry != null;
                        entry = from.getNextEntry()) {
                    to.putNextEntry(new ZipEntry(entry.getName()));
                    from.transferTo(to);
                }
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
