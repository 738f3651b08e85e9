// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Host;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.machine.Tree;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.After;
import org.junit.Test;

public class StaleLinksTest {
    private static final Hctl FIRST = Hctl.parse("0:0:0:1");

    private final Scene scene = new Scene();

    @After
    public void end() {
        scene.close();
    }

    // os-brick D.59
    @Test
    public void dropsAllLinksToADiskThatIsGoneAndNoOther() {
        String gone = scene.scan(0, 1);
        scene.target().lun(2, scene.fabric().volume("other", Scene.SIZE));
        String stays = scene.scan(0, 2);
        scene.simulated().pass(Duration.ofSeconds(10));
        busyUdev();
        partition(gone, gone + "12");
        tree().link("/dev/disk/by-id/scsi-of-somebody-else", "../../sdz");
        scene.on(
                host -> {
                    assertEquals(Set.of(gone, gone + "12", stays, "sdz"), targets(host));
                    var stale = new StaleLinks(host.files());
                    stale.note(gone);
                    new Disks(host).delete(new Disk(gone, FIRST), Scene.soon(host));
                    untilGone(host, gone);
                    tree().remove("/sys/class/block/" + gone + "12");
                    assertTrue("udev has not come to it", targets(host).contains(gone));
                    stale.drop(Scene.soon(host));
                    assertEquals(Set.of(stays, "sdz"), targets(host));
                    return true;
                });
        scene.simulated().pass(Duration.ofSeconds(60));
        assertEquals("udev agrees", Set.of(stays, "sdz"), scene.on(StaleLinksTest::targets));
    }

    @Test
    public void leavesLinksToADiskThatIsThere() {
        String name = scene.scan(0, 1);
        scene.simulated().pass(Duration.ofSeconds(10));
        Map<String, String> before = scene.on(StaleLinksTest::links);
        scene.on(
                host -> {
                    var stale = new StaleLinks(host.files());
                    stale.note(name);
                    stale.note("dm-9");
                    stale.drop(Scene.soon(host));
                    return true;
                });
        assertEquals(before, scene.on(StaleLinksTest::links));
    }

    // four disks claim the same names; whichever has one, it leads to a disk that is gone
    @Test
    public void dropsWhatSeveralDisksShare() {
        Set<String> disks = scene.scanAll();
        scene.simulated().pass(Duration.ofSeconds(10));
        busyUdev();
        scene.on(
                host -> {
                    var stale = new StaleLinks(host.files());
                    disks.forEach(stale::note);
                    for (Disk disk : new Disks(host).all()) {
                        new Disks(host).delete(disk, Scene.soon(host));
                        untilGone(host, disk.name());
                    }
                    stale.drop(Scene.soon(host));
                    Set<String> left = targets(host);
                    left.remove("dm-0"); // their map stands
                    assertEquals(Set.of(), left);
                    return true;
                });
    }

    private void busyUdev() {
        scene.fabric().latencies(Latencies.lab().withUdevOther(Duration.ofSeconds(20)));
    }

    private void partition(String disk, String name) {
        tree().file("/sys/class/block/" + disk + "/" + name + "/dev", "259:7\n");
        tree().file("/sys/class/block/" + name + "/dev", "259:7\n");
        tree().file("/run/udev/data/b259:7", "S:disk/by-partuuid/9-12\nV:1\n");
        tree().link("/dev/disk/by-partuuid/9-12", "../../" + name);
    }

    private Tree tree() {
        return scene.simulated().computer().tree();
    }

    private static void untilGone(Host host, String name) {
        Scene.soon(host)
                .await(
                        host.tasks().signal("never"),
                        Duration.ofMillis(1),
                        () ->
                                host.files().exists("/sys/class/block/" + name)
                                        ? Optional.empty()
                                        : Optional.of(name));
    }

    private static Set<String> targets(Host host) {
        return new TreeSet<>(links(host).values());
    }

    private static Map<String, String> links(Host host) {
        var links = new TreeMap<String, String>();
        for (String folder : host.files().list("/dev/disk")) {
            for (String link : host.files().list("/dev/disk/" + folder)) {
                String path = "/dev/disk/" + folder + "/" + link;
                host.files()
                        .readLink(path)
                        .map(target -> target.substring(target.lastIndexOf('/') + 1))
                        .ifPresent(target -> links.put(path, target));
            }
        }
        return links;
    }
}
