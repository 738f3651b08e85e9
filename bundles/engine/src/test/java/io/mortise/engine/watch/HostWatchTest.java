// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.watch;

import static org.junit.Assert.assertEquals;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.HostListener;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiSession;
import io.mortise.api.MultipathMap;
import io.mortise.api.Portal;
import io.mortise.api.Sessions;
import io.mortise.engine.EngineCore;
import io.mortise.engine.world.ThingWork;
import io.mortise.engine.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.After;
import org.junit.Test;

public class HostWatchTest {
    private final World world = new World(11);
    private final List<List<AttachmentState>> told = new ArrayList<>();
    private final List<Integer> maps = new ArrayList<>();
    private final List<Integer> sessions = new ArrayList<>();

    private final HostListener listener =
            new HostListener() {
                @Override
                public void attachments(List<Attachment> all) {
                    told.add(all.stream().map(Attachment::state).toList());
                }

                @Override
                public void maps(List<MultipathMap> all) {
                    maps.add(all.size());
                }

                @Override
                public void sessions(List<IscsiSession> all) {
                    sessions.add(all.size());
                }
            };

    @After
    public void close() {
        world.close();
    }

    private void pass(int seconds) {
        var tasks = world.host().tasks();
        tasks.await(tasks.signal("time"), 0, tasks.deadline(Duration.ofSeconds(seconds)));
    }

    @Test
    public void aListenerIsToldWhatThereIsAndThenEachChange() {
        world.with(
                core -> {
                    var a = core.engine().attach(ThingWork.of(world.host(), "s/a"));
                    core.add(listener);
                    pass(5);
                    assertEquals(List.of(List.of(AttachmentState.ATTACHED)), told);
                    assertEquals(List.of(0), maps);
                    World.detach(core, a.id(), DetachMode.SAFE);
                    pass(5);
                    assertEquals(List.of(), told.get(told.size() - 1));
                    return core;
                });
    }

    @Test
    public void whileTheConnectorIsAwayNobodyIsToldThatThereAreNoSessions() {
        var one =
                new IscsiSession(
                        1,
                        Iqn.parse("iqn.2003-01.org.example:lab"),
                        Portal.parse("10.10.0.2:3260"),
                        "default",
                        "tcp",
                        "LOGGED_IN",
                        0,
                        List.of("sda"),
                        Set.of());
        Sessions known = () -> List.of(one);
        world.with(
                core -> {
                    core.sessions(known);
                    core.add(listener);
                    pass(5);
                    core.forget(known);
                    pass(5);
                    assertEquals(List.of(1), sessions);
                    core.sessions(List::of);
                    pass(5);
                    assertEquals(List.of(1, 0), sessions);
                    return core;
                });
    }

    // peers C.75
    @Test
    public void aPathThatFailsIsToldAtTheNextBeatWithoutANotice() {
        world.with(
                core -> {
                    core.engine().attach(ThingWork.of(world.host(), "s/a"));
                    core.add(listener);
                    pass(5);
                    world.tree().file("/sys/class/scsi_device/2:0:0:0/device/state", "offline\n");
                    pass(5);
                    world.tree().file("/sys/class/scsi_device/2:0:0:0/device/state", "running\n");
                    pass(5);
                    assertEquals(
                            List.of(
                                    List.of(AttachmentState.ATTACHED),
                                    List.of(AttachmentState.DEGRADED),
                                    List.of(AttachmentState.ATTACHED)),
                            told);
                    return core;
                });
    }

    @Test
    public void aListenerThatFailsIsToldOnAndOthersAreNotDisturbed() {
        var failing =
                new HostListener() {
                    private int calls;

                    @Override
                    public void attachments(List<Attachment> all) {
                        calls++;
                        throw new IllegalStateException("a listener with a fault");
                    }
                };
        world.with(
                core -> {
                    core.add(failing);
                    core.add(listener);
                    pass(5);
                    core.engine().attach(ThingWork.of(world.host(), "s/a"));
                    pass(5);
                    return core;
                });
        assertEquals(told.size(), failing.calls);
        assertEquals(List.of(AttachmentState.ATTACHED), told.get(told.size() - 1));
    }

    @Test
    public void aListenerThatIsRemovedIsToldNothingMore() {
        world.with(
                core -> {
                    core.add(listener);
                    pass(5);
                    core.remove(listener);
                    int before = told.size();
                    core.engine().attach(ThingWork.of(world.host(), "s/a"));
                    pass(5);
                    assertEquals(before, told.size());
                    return core;
                });
    }

    // peers C.80
    @Test
    public void aSlowListenerIsBroughtTheLatestOnly() {
        var slow =
                new HostListener() {
                    private final List<Integer> counts = new ArrayList<>();

                    @Override
                    public void attachments(List<Attachment> all) {
                        counts.add(all.size());
                        pass(60);
                    }
                };
        world.with(
                core -> {
                    core.add(slow);
                    pass(5);
                    attachAndDetach(core, 5);
                    pass(130);
                    core.remove(slow);
                    return core;
                });
        assertEquals(List.of(0, 1), slow.counts.subList(0, 2));
        assertEquals(2, slow.counts.size());
    }

    private void attachAndDetach(EngineCore core, int times) {
        for (int i = 0; i < times; i++) {
            var a = core.engine().attach(ThingWork.of(world.host(), "s/a"));
            pass(3);
            World.detach(core, a.id(), DetachMode.SAFE);
            pass(3);
        }
        core.engine().attach(ThingWork.of(world.host(), "s/b"));
    }
}
