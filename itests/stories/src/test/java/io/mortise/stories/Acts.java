// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.volume;

import io.mortise.api.AttachmentId;
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

/** What can be done to a host, each with what comes before it. */
final class Acts {
    static final long GROWN = 96 << 20;

    // a stranger's, on our target
    private static final int FOREIGN = 9;

    private static final String SECRET = "abcdefghijklmn";
    private static final String BACK = "zyxwvutsrqponm";
    private static final Consumer<World> NOTHING_BEFORE = World::mortise;

    /**
     * One of them.
     *
     * @param prologue what goes before, and always goes well
     * @param act what is looked at; fails with a {@link io.mortise.api.VolumeException}
     * @param standing the LUN of an attachment that the act neither makes nor ends
     */
    record Act(
            String name,
            Consumer<World> prologue,
            Consumer<World> act,
            Optional<Integer> standing) {
        Act(String name, Consumer<World> prologue, Consumer<World> act) {
            this(name, prologue, act, Optional.empty());
        }

        Act(String name, Consumer<World> prologue, Consumer<World> act, int standing) {
            this(name, prologue, act, Optional.of(standing));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static final Act ATTACH_SINGLE =
            new Act(
                    "attach of a single path",
                    world -> world.set("multipath", false).mortise(),
                    world -> world.attach(volume(path(World.IQN, 0, 1))));

    static final Act ATTACH = new Act("attach", NOTHING_BEFORE, world -> world.attach(lun(1)));

    static final Act ATTACH_BY_DISCOVERY =
            new Act("attach by discovery", NOTHING_BEFORE, world -> world.attach(discovered()));

    static final Act ATTACH_WITH_CHAP =
            new Act(
                    "attach with CHAP",
                    world -> {
                        world.target().group(1).requireChap("host", SECRET);
                        world.mortise();
                    },
                    world -> world.attach(by(Chap.oneWay(user("host", SECRET)))));

    static final Act ATTACH_WITH_MUTUAL_CHAP =
            new Act(
                    "attach with mutual CHAP",
                    world -> {
                        world.target().group(1).requireChap("host", SECRET, "array", BACK);
                        world.mortise();
                    },
                    world ->
                            world.attach(
                                    by(Chap.mutual(user("host", SECRET), user("array", BACK)))));

    static final Act DETACH =
            new Act(
                    "detach",
                    world -> world.attach(lun(1)),
                    world -> world.detach(first(world), DetachMode.SAFE));

    static final Act FORCED_DETACH =
            new Act(
                    "forced detach",
                    world -> world.attach(lun(1)),
                    world -> world.detach(first(world), DetachMode.FORCED));

    static final Act EXTEND =
            new Act(
                    "extend",
                    world -> {
                        world.attach(lun(1));
                        world.data().resize(GROWN);
                    },
                    Acts::extend,
                    1);

    static final Act ATTACH_SECOND =
            new Act(
                    "attach of a second volume on the same sessions",
                    world -> world.attach(lun(2)),
                    world -> world.attach(lun(1)),
                    2);

    static final Act DETACH_FIRST =
            new Act(
                    "detach of the first of two volumes on the same sessions",
                    world -> {
                        world.attach(lun(1));
                        world.attach(lun(2));
                    },
                    world -> world.detach(of(world, 1), DetachMode.SAFE),
                    2);

    static final List<Act> ALL =
            List.of(
                    ATTACH_SINGLE,
                    ATTACH,
                    ATTACH_BY_DISCOVERY,
                    ATTACH_WITH_CHAP,
                    ATTACH_WITH_MUTUAL_CHAP,
                    DETACH,
                    FORCED_DETACH,
                    EXTEND,
                    ATTACH_SECOND,
                    DETACH_FIRST);

    private Acts() {}

    private static AttachmentId first(World world) {
        return world.list().get(0).id();
    }

    private static AttachmentId of(World world, int lun) {
        return world.list().stream()
                .filter(one -> HandedOut.number(one) == lun)
                .findFirst()
                .orElseThrow()
                .id();
    }

    /**
     * Somebody else comes, with a volume of his own on another target, one on ours, and data on
     * both that he has not flushed.
     */
    static void strangerComes(World world) {
        var others = world.fabric().target("iqn.2003-01.org.example:others");
        others.lun(1, world.fabric().volume("theirs", World.SIZE));
        world.target().lun(FOREIGN, world.fabric().volume("his", World.SIZE));
        var neighbour = world.fabric().neighbour();
        neighbour.write(neighbour.scan(neighbour.login(others.portal("10.10.9.2:3260")), 1));
        neighbour.write(neighbour.scan(neighbour.login(world.portal(3)), FOREIGN));
        world.settled();
        world.remember();
    }

    private static Extension extend(World world) {
        Mortise mortise = world.mortise();
        AttachmentId id = first(world);
        return world.call(() -> mortise.connector().extend(id));
    }

    private static IscsiConnection discovered() {
        return new IscsiConnection(
                List.of(path(World.IQN, 0, 1)),
                VolumeTraits.NONE,
                new IscsiAccess(
                        Optional.empty(), Optional.of(new IscsiDiscovery(Optional.empty()))));
    }

    private static IscsiConnection by(Chap chap) {
        return new IscsiConnection(
                lun(1).paths(), VolumeTraits.NONE, new IscsiAccess(Optional.of(chap)));
    }

    private static ChapUser user(String name, String secret) {
        return new ChapUser(name, Secret.of(secret.toCharArray()));
    }
}
