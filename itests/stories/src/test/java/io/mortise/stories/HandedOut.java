// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.IscsiPath;
import io.mortise.simulator.fabric.Volume;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What Mortise handed out, as the array sees it. */
final class HandedOut {
    private HandedOut() {}

    /** Whatever is handed out is the volume that the array has there, and no data was harmed. */
    static void proven(World world) {
        usable(world).forEach(one -> mismatch(world, one));
        assertEquals("damaged data", List.of(), world.fabric().damage());
    }

    private static void mismatch(World world, Attachment one) {
        String there = behind(world, number(one)).wwid();
        assertEquals("handed out: " + one, Optional.of(there), one.wwid().map(wwid -> wwid.text()));
        var tree = world.simulated().computer().tree();
        List<String> disks = tree.list("/sys/class/block/" + name(one) + "/slaves");
        world.fabric().leftovers().disks().stream()
                .filter(disk -> disks.contains(disk.substring(0, disk.indexOf(' '))))
                .forEach(disk -> assertTrue(disk + " in " + one, disk.endsWith(" " + there)));
    }

    /** Programs write to all of it, and nothing flushes that. */
    static void written(World world) {
        usable(world).forEach(one -> written(world, one));
    }

    /** As {@link #written(World)}, to one of them. */
    static void written(World world, Attachment one) {
        world.fabric().neighbour().write(name(one));
    }

    /** An attachment of before is still there as it was. */
    static void stands(World world, Attachment before) {
        Attachment now =
                world.list().stream()
                        .filter(one -> one.id().equals(before.id()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("lost: " + before));
        assertEquals("" + now, before.wwid(), now.wwid());
        assertEquals("" + now, name(before), name(now));
        assertEquals("" + now, before.connection(), now.connection());
    }

    private static Stream<Attachment> usable(World world) {
        return world.list().stream().filter(Attachment::usable);
    }

    private static String name(Attachment one) {
        return one.device().orElseThrow().path().replace("/dev/", "");
    }

    static Volume behind(World world, int number) {
        return world.target().group(1).luns().get(number);
    }

    static int number(Attachment one) {
        return ((IscsiPath) one.paths().get(0).path()).lun().number();
    }
}
