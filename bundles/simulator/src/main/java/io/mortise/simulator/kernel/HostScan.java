// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.host.Written;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.machine.AttributeWriter;
import io.mortise.simulator.machine.Timeline;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a write of {@code CHANNEL TARGET LUN} to a host's {@code scan} does, on the sessions of that
 * host whose target it is; one after the other. It is answered once there is a SCSI device, which
 * becomes a disk after that.
 */
final class HostScan implements AttributeWriter {
    private static final String ANY = "-";

    private final Timeline timeline;
    private final Disks disks;
    private final ScanMutex mutex;
    private final Supplier<List<Session>> sessions;
    private final Supplier<Latencies> latencies;

    HostScan(
            Timeline timeline,
            Disks disks,
            ScanMutex mutex,
            Supplier<List<Session>> sessions,
            Supplier<Latencies> latencies) {
        this.timeline = timeline;
        this.disks = disks;
        this.mutex = mutex;
        this.sessions = sessions;
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
        boolean channel = words[0].equals(ANY) || Integer.parseInt(words[0]) == 0;
        Deque<Session> meant = new ArrayDeque<>(sessions.get());
        meant.removeIf(
                session ->
                        !channel
                                || session.state() != SessionState.UP
                                || !words[1].equals(ANY)
                                        && Integer.parseInt(words[1]) != session.targetNumber());
        if (meant.isEmpty()) {
            answer.accept(Written.DONE);
            return;
        }
        mutex.take(release -> scan(meant, words[2], release, answer));
    }

    private void scan(
            Deque<Session> meant, String lun, Runnable release, Consumer<Written> answer) {
        timeline.after(
                latencies.get().scan(),
                "scan of host" + meant.peek().host(),
                () ->
                        find(
                                meant,
                                lun,
                                written -> {
                                    release.run();
                                    answer.accept(written);
                                }));
    }

    private void find(Deque<Session> meant, String lun, Consumer<Written> answer) {
        while (!meant.isEmpty()) {
            Session session = meant.peek();
            if (session.stalls()) {
                session.later(() -> find(meant, lun, answer));
                return;
            }
            probe(session, lun);
            meant.remove();
        }
        answer.accept(Written.DONE);
    }

    private void probe(Session session, String lun) {
        if (!session.passes()) {
            return;
        }
        if (lun.equals(ANY)) {
            disks.probeAll(session);
        } else {
            disks.probe(session, Integer.parseInt(lun));
        }
    }
}
