// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.lab;

import io.mortise.api.Owner;
import io.mortise.cinder.CinderFormat;
import io.mortise.cinder.RecordJson;
import io.mortise.engine.EngineCore;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.host.Host;
import io.mortise.iscsi.PlainIscsi;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.linux.LinuxHost;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * The driver without a container, with the settings that hold when nothing is configured. Three
 * more commands: {@code calls} (how many calls of the host there were) and {@code die N} (at the
 * Nth call from now on the process is gone).
 */
public final class PlainMain {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private PlainMain() {}

    public static void main(String... arguments) throws IOException {
        try (LinuxHost linux = LinuxHost.open()) {
            run(new MortalHost(linux), arguments.length > 0 ? arguments[0] : "");
        }
    }

    private static void run(MortalHost mortal, String volume) throws IOException {
        Host host = mortal.host();
        try (EngineCore engine = new EngineCore(host, EngineSettings.DEFAULTS)) {
            var iscsi = new PlainIscsi(host, IscsiSettings.DEFAULTS);
            iscsi.kinds().forEach(engine::add);
            engine.add(iscsi.codec());
            engine.add(iscsi.survey());
            engine.start();
            if (!engine.awaitRecovery(PATIENCE)) {
                throw new IllegalStateException("recovery did not end within " + PATIENCE);
            }
            var services =
                    new Driver.Services(
                            iscsi.connector(engine.engine(), new Owner("driver")),
                            engine.attachments(),
                            iscsi.sessions(engine.engine()),
                            engine.maps(),
                            new CinderFormat(),
                            new RecordJson());
            Map<String, Function<String, Object>> more =
                    Map.of(
                            "calls", none -> mortal.calls(),
                            "die", mortal::dieAfter,
                            "heap", none -> heap());
            new Driver(() -> services, PlainMain::noBundles, volume, more)
                    .run(System.in, System.out);
        }
    }

    private static String noBundles(String act, String room) {
        throw new IllegalArgumentException("no container, so no bundle to " + act + ": " + room);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
