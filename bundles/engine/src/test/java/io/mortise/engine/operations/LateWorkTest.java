// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.Owner;
import io.mortise.api.PathReport;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.EngineCore;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.world.FewThreads;
import io.mortise.engine.world.ThingCodec;
import io.mortise.engine.world.ThingKind;
import io.mortise.engine.world.ThingWork;
import io.mortise.engine.world.World;
import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.spi.AttachWork;
import io.mortise.spi.Built;
import io.mortise.spi.Operation;
import io.mortise.spi.Phase;
import io.mortise.spi.Step;
import io.mortise.spi.Trail;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public class LateWorkTest {
    private static final AttachmentId ID = new AttachmentId("abcdefghij");

    @Test
    public void whatHasNoThreadIsNotWaitedFor() {
        try (var world = new World(1)) {
            world.call(
                    () -> {
                        var tasks = new FewThreads(world.host());
                        var late = new LateWork(tasks, () -> {});
                        tasks.noneFor("late paths");
                        assertThrows(
                                HostFailure.class,
                                () -> late.start(ID, Deadline.never(tasks), () -> {}));
                        assertFalse(late.isUnderWay(ID));
                        late.take(ID, tasks.deadline(Duration.ZERO));
                        return true;
                    });
        }
    }

    @Test
    public void whatCouldNotBeTakenInTimeTakesCareOfItselfAndItsEndIsToldOf() {
        try (var world = new World(2)) {
            world.call(
                    () -> {
                        var tasks = world.host().tasks();
                        var hints = new AtomicInteger();
                        var late = new LateWork(tasks, hints::incrementAndGet);
                        var gate = tasks.signal("login");
                        late.start(
                                ID,
                                Deadline.never(tasks),
                                () -> tasks.await(gate, 0, Deadline.never(tasks)));
                        VolumeException busy =
                                assertThrows(
                                        VolumeException.class,
                                        () -> late.take(ID, tasks.deadline(Duration.ofSeconds(1))));
                        assertEquals(Reason.BUSY, busy.reason());
                        assertTrue(late.isUnderWay(ID));
                        assertFalse(late.isTaken(ID));
                        gate.raise();
                        late.await(ID, tasks.deadline(Duration.ofSeconds(1)));
                        assertEquals(1, hints.get());
                        return true;
                    });
        }
    }

    /** Attaches over two paths, of which the second never comes up. */
    private record HalfOfIt(ThingWork work) implements AttachWork {
        @Override
        public ConnectionInformation connection() {
            return work.connection();
        }

        @Override
        public Owner owner() {
            return work.owner();
        }

        @Override
        public Duration timeout() {
            return work.timeout();
        }

        @Override
        public Set<String> volumeKeys() {
            return work.volumeKeys();
        }

        @Override
        public List<Step> plan(Operation operation) {
            return work.plan(operation);
        }

        @Override
        public Built build(Operation operation, Trail trail) {
            Built all = work.build(operation, trail);
            work.host().files().remove("/world/thing.disk/b");
            List<PathReport> paths =
                    List.of(
                            all.paths().get(0),
                            PathReport.pending(all.paths().get(1).path(), "it is coming up"));
            var half = new Built(all.wwid(), all.device(), paths, Optional.of("1 of 2"));
            return new Built(
                    half.wwid(), half.device(), paths, half.degraded(), Optional.of(o -> half));
        }

        @Override
        public Built prove(Operation operation, Attachment attachment) {
            return work.prove(operation, attachment);
        }
    }

    @Test
    public void aVolumeWhoseLatePathsHaveNoThreadIsHandedOutWithoutThem() {
        try (var world = new World(3)) {
            world.call(
                    () -> {
                        var host = new FewThreads(world.host());
                        try (var core = new EngineCore(host, EngineSettings.DEFAULTS)) {
                            core.add(new ThingCodec());
                            for (Phase phase : Phase.values()) {
                                core.add(new ThingKind(host, phase));
                            }
                            core.start();
                            core.awaitRecovery(Duration.ofMinutes(1));
                            host.noneFor("late paths");
                            var work = new HalfOfIt(ThingWork.of(host, "s/a", "s/b"));
                            Attachment attachment = core.engine().attach(work);
                            Attachment now = core.attachments().list().get(0);
                            assertEquals(AttachmentState.DEGRADED, now.state());
                            assertEquals(PathState.DOWN, now.paths().get(1).state());
                            World.detach(core, attachment.id(), DetachMode.SAFE);
                            assertEquals(List.of(), world.things());
                        }
                        return true;
                    });
        }
    }
}
