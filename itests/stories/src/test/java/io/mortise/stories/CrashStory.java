// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.volume;

import io.mortise.api.Attachment;
import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.DetachMode;
import io.mortise.api.Extension;
import io.mortise.api.IscsiAccess;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiDiscovery;
import io.mortise.api.Secret;
import io.mortise.api.VolumeTraits;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is under way when the JVM is killed, and what was there before. */
enum CrashStory {
    ATTACH_SINGLE(
            1,
            Optional.empty(),
            world -> world.set("multipath", false).mortise(),
            world -> world.attach(volume(path(IQN, 1, 1)))),
    ATTACH_MULTIPATH(4, Optional.empty(), World::mortise, world -> world.attach(lun(1))),
    ATTACH_BY_DISCOVERY(4, Optional.empty(), World::mortise, world -> world.attach(discovered())),
    ATTACH_WITH_CHAP(
            4,
            Optional.empty(),
            world -> {
                world.target().group(1).requireChap("host", "abcdefghijklmn");
                world.mortise();
            },
            world -> world.attach(withChap())),
    DETACH(
            4,
            Optional.empty(),
            world -> world.attach(lun(1)),
            world -> detach(world, DetachMode.SAFE)),
    DETACH_FORCED(
            4,
            Optional.empty(),
            world -> world.attach(lun(1)),
            world -> detach(world, DetachMode.FORCED)),
    EXTEND(
            4,
            Optional.of(1),
            world -> {
                world.attach(lun(1));
                world.data().resize(CrashStory.GROWN);
            },
            CrashStory::extend),
    ATTACH_SECOND(4, Optional.of(2), world -> world.attach(lun(2)), world -> world.attach(lun(1))),
    DETACH_FIRST(
            4,
            Optional.of(2),
            world -> {
                world.attach(lun(1));
                world.attach(lun(2));
            },
            world -> detach(world, DetachMode.SAFE));

    static final long GROWN = 96 << 20;

    private final int paths;
    private final Optional<Integer> standing;
    private final Consumer<World> before;
    private final Consumer<World> act;

    CrashStory(int paths, Optional<Integer> standing, Consumer<World> before, Consumer<World> act) {
        this.paths = paths;
        this.standing = standing;
        this.before = before;
        this.act = act;
    }

    /** How many paths a volume has. */
    int paths() {
        return paths;
    }

    /** How many volumes the act does not take away or bring. */
    int staying() {
        return standing.isPresent() ? 1 : 0;
    }

    /**
     * What was there before. Somebody else has a volume of his own, and a session to our target.
     *
     * @return what is attached
     */
    List<Attachment> prologue(World world) {
        var others = world.fabric().target("iqn.2003-01.org.example:others");
        others.lun(1, world.fabric().volume("theirs", World.SIZE));
        world.target().lun(3, world.fabric().volume("his", World.SIZE));
        var neighbour = world.fabric().neighbour();
        neighbour.scan(neighbour.login(others.portal("10.10.9.2:3260")), 1);
        neighbour.scan(neighbour.login(world.portal(3)), 3);
        world.settled();
        world.remember();
        before.accept(world);
        return world.list();
    }

    /** Whether the act neither makes nor ends an attachment. */
    boolean leavesAlone(Attachment one) {
        return standing.equals(Optional.of(HandedOut.number(one)));
    }

    void act(World world) {
        act.accept(world);
    }

    /** What has to go well in the end, whatever was before. */
    void epilogue(World world) {
        if (this == EXTEND && extend(world).sizeBytes() != GROWN) {
            throw new AssertionError("it has not grown");
        }
    }

    private static Extension extend(World world) {
        Mortise mortise = world.mortise();
        return world.call(() -> mortise.connector().extend(lun(1)));
    }

    private static void detach(World world, DetachMode mode) {
        Mortise mortise = world.mortise();
        world.detach(world.call(mortise::list).get(0).id(), mode);
    }

    private static IscsiConnection discovered() {
        return new IscsiConnection(
                List.of(path(IQN, 0, 1)),
                VolumeTraits.NONE,
                new IscsiAccess(
                        Optional.empty(), Optional.of(new IscsiDiscovery(Optional.empty()))));
    }

    private static IscsiConnection withChap() {
        var host = new ChapUser("host", Secret.of("abcdefghijklmn".toCharArray()));
        return new IscsiConnection(
                lun(1).paths(), VolumeTraits.NONE, new IscsiAccess(Optional.of(Chap.oneWay(host))));
    }
}
