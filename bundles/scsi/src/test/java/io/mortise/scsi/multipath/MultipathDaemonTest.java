// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.scsi.Scene;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.After;
import org.junit.Test;

public class MultipathDaemonTest {
    private final Scene scene = new Scene("defaults {", "find_multipaths no", "}");

    @After
    public void close() {
        assertEquals(List.of(), scene.fabric().unknownCalls());
        scene.close();
    }

    @Test
    public void showsPathsAndMaps() {
        Set<String> disks = scene.attachAll();
        List<PathStatus> paths = ask((d, h) -> d.paths(Scene.soon(h)));
        assertEquals(
                new TreeSet<>(disks), new TreeSet<>(paths.stream().map(PathStatus::disk).toList()));
        assertTrue(paths.stream().allMatch(PathStatus::active));
        MapStatus map = ask((d, h) -> d.map(scene.wwid(), Scene.soon(h))).orElseThrow();
        assertEquals(scene.wwid().text(), map.name());
        assertTrue(map.queues());
    }

    @Test
    public void hasNoneAndSaysSo() {
        assertEquals(List.of(), ask((d, h) -> d.paths(Scene.soon(h))));
        assertEquals(Optional.empty(), ask((d, h) -> d.map(scene.wwid(), Scene.soon(h))));
    }

    @Test
    public void stopsAndStartsQueueing() {
        scene.attachAll();
        String name = scene.wwid().text();
        assertTrue(ask((d, h) -> d.disableQueueing(name, Scene.soon(h))).ok());
        assertFalse(ask((d, h) -> d.map(scene.wwid(), Scene.soon(h))).orElseThrow().queues());
        assertTrue(ask((d, h) -> d.restoreQueueing(name, Scene.soon(h))).ok());
        assertTrue(ask((d, h) -> d.map(scene.wwid(), Scene.soon(h))).orElseThrow().queues());
    }

    @Test
    public void failsAndReinstatesAPath() {
        String disk = scene.attachAll().iterator().next();
        assertTrue(ask((d, h) -> d.failPath(disk, Scene.soon(h))).ok());
        assertEquals(
                List.of(disk),
                ask((d, h) -> d.paths(Scene.soon(h))).stream()
                        .filter(path -> !path.active())
                        .map(PathStatus::disk)
                        .toList());
        assertTrue(ask((d, h) -> d.reinstatePath(disk, Scene.soon(h))).ok());
    }

    @Test
    public void removesAMapUnlessItIsInUse() {
        scene.attachAll();
        String name = scene.wwid().text();
        String device = map().orElseThrow().device();
        scene.fabric().neighbour().mount(device, "/srv");
        assertEquals(
                Answer.Verdict.REFUSED, ask((d, h) -> d.removeMap(name, Scene.soon(h))).verdict());
        assertTrue(map().isPresent());
        scene.fabric().neighbour().unmount("/srv");
        assertTrue(ask((d, h) -> d.removeMap(name, Scene.soon(h))).ok());
        assertEquals(Optional.empty(), map());
    }

    @Test
    public void notRunningIsTold() {
        scene.fabric().neighbour().stopMultipathd();
        assertFalse(ask((d, h) -> d.alive(Scene.soon(h))));
        assertEquals(
                Answer.Verdict.UNAVAILABLE,
                ask((d, h) -> d.addPath("sda", Scene.soon(h))).verdict());
        var failure =
                assertThrows(VolumeException.class, () -> ask((d, h) -> d.paths(Scene.soon(h))));
        assertEquals(Reason.TOOL_MISSING, failure.reason());
        scene.fabric().neighbour().startMultipathd();
        assertTrue(ask((d, h) -> d.alive(Scene.soon(h))));
    }

    @Test
    public void theProgramRemovesAMapAsWell() {
        scene.attachAll();
        assertTrue(
                scene.on(
                                host ->
                                        new MultipathTool(host)
                                                .flush(scene.wwid().text(), Scene.soon(host)))
                        .exited(0));
        assertEquals(Optional.empty(), map());
    }

    @Test
    public void aMapIsFoundByIdentityByDiskAndByDevice() {
        String disk = scene.attachAll().iterator().next();
        DmMap map = map().orElseThrow();
        assertTrue(map.usable());
        assertEquals(scene.wwid(), map.wwid());
        assertEquals(Optional.of(map), scene.on(h -> new MultipathDevices(h).holding(disk)));
        assertEquals(Optional.of(map), scene.on(h -> new MultipathDevices(h).named(map.device())));
        assertEquals(List.of(map), scene.on(h -> new MultipathDevices(h).all()));
    }

    // os-brick D.72
    @Test
    public void whatIsStackedOnAMapIsNoMap() {
        scene.attachAll();
        String above =
                scene.fabric()
                        .neighbour()
                        .stack(map().orElseThrow().device(), "vg-lv", "LVM-abcdef");
        assertEquals(Optional.empty(), scene.on(h -> new MultipathDevices(h).named(above)));
        assertEquals(1, scene.on(h -> new MultipathDevices(h).all()).size());
    }

    private Optional<DmMap> map() {
        return scene.on(h -> new MultipathDevices(h).byWwid(scene.wwid()));
    }

    private <T> T ask(BiFunction<MultipathDaemon, Host, T> question) {
        return scene.on(host -> question.apply(new MultipathDaemon(host), host));
    }
}
