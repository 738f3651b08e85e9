// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.host.Written;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.machine.AttributeWriter;
import io.mortise.simulator.machine.Timeline;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a write of {@code CHANNEL TARGET LUN} to a host's {@code scan} does; one after the other.
 */
final class HostScan implements AttributeWriter {
    private static final String ANY = "-";

    private final Timeline timeline;
    private final Disks disks;
    private final Session session;
    private final Supplier<Latencies> latencies;
    private long busyUntil;

    HostScan(Timeline timeline, Disks disks, Session session, Supplier<Latencies> latencies) {
        this.timeline = timeline;
        this.disks = disks;
        this.session = session;
        this.latencies = latencies;
    }

    @Override
    public void write(String text, Consumer<Written> answer) {
        String[] words = text.strip().split("\\s+");
        boolean shaped =
                words.length == 3 && Arrays.stream(words).allMatch(w -> w.matches("-|[0-9]{1,5}"));
        if (!shaped) {
            answer.accept(Written.REFUSED);
            return;
        }
        // iscsi_tcp has one target, 0, on channel 0
        boolean here =
                (words[0].equals(ANY) || Integer.parseInt(words[0]) == 0)
                        && (words[1].equals(ANY) || Integer.parseInt(words[1]) == 0);
        if (!here || session.state() != SessionState.UP) {
            answer.accept(Written.DONE);
            return;
        }
        long now = timeline.nanos();
        busyUntil = Math.max(now, busyUntil) + latencies.get().scan().toNanos();
        timeline.after(
                Duration.ofNanos(busyUntil - now),
                "scan of host" + session.host(),
                () -> find(words[2], answer));
    }

    private void find(String lun, Consumer<Written> answer) {
        if (session.stalls()) {
            session.later(() -> find(lun, answer));
            return;
        }
        if (session.passes()) {
            if (lun.equals(ANY)) {
                disks.probeAll(session);
            } else {
                disks.probe(session, Integer.parseInt(lun));
            }
        }
        answer.accept(Written.DONE);
    }
}
