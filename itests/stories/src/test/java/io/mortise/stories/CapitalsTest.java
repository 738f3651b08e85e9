// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.volume;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachRequest;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.Portal;
import io.mortise.simulator.jvm.CrashPlan.Children;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.Test;

/**
 * A target whose name has capitals: an array may know it by exactly that name, as LIO does, and two
 * spellings are one target all the same.
 */
public class CapitalsTest extends Story {
    private static final String NAME = "iqn.2010-10.org.openstack:Lab-A";
    private static final String SMALL = NAME.toLowerCase(Locale.ROOT);

    private static String address(int k) {
        return "10.11." + k + ".2:3260";
    }

    private void exported() {
        world.fabric().target(NAME).lun(1, world.data());
        for (int k = 0; k < 2; k++) {
            world.fabric().target(NAME).portal(address(k));
        }
    }

    private static IscsiConnection spelled(String name) {
        return volume(
                IntStream.range(0, 2)
                        .mapToObj(
                                k ->
                                        new IscsiPath(
                                                Portal.parse(address(k)),
                                                Iqn.parse(name),
                                                new Lun(1)))
                        .toArray(IscsiPath[]::new));
    }

    private Attachment attached() {
        exported();
        Attachment attachment = world.attach(spelled(NAME));
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(2, world.ours().sessions().size());
        return attachment;
    }

    private void nothingIsLeft() {
        world.settled();
        assertTrue(world.ours().toString(), world.ours().isEmpty());
        assertEquals(List.of(), world.trails());
    }

    private void detached(IscsiConnection volume) {
        Mortise mortise = world.mortise();
        assertTrue(world.call(() -> mortise.detach(DetachRequest.of(volume))).mayUnmap());
        nothingIsLeft();
    }

    private void byHand() {
        exported();
        for (int k = 0; k < 2; k++) {
            var neighbour = world.fabric().neighbour();
            neighbour.scan(neighbour.login(world.fabric().target(NAME).portal(address(k))), 1);
        }
        world.pass(Duration.ofSeconds(5));
        assertEquals(1, world.fabric().leftovers().maps().size());
    }

    @Test
    public void itIsAttachedByItsNameAsWrittenAndLeavesNothing() {
        Attachment attachment = attached();
        for (String record : world.ours().records()) {
            assertTrue(record, record.contains("/" + NAME + "/"));
            assertTrue(world.read(record).contains("node.name = " + NAME + "\n"));
        }
        assertTrue(world.detach(attachment).mayUnmap());
        nothingIsLeft();
    }

    @Test
    public void itsNameAsWrittenIsInTheJournal() {
        attached();
        world.restart(Children.LIVE_ON);
        Attachment attachment = world.list().get(0);
        assertTrue(attachment.paths().get(0).path().toString().contains(NAME));
        assertTrue(world.detach(attachment).mayUnmap());
        nothingIsLeft();
    }

    @Test
    public void inAnotherSpellingItIsTheSameVolume() {
        Attachment attachment = attached();
        assertEquals(attachment.id(), world.attach(spelled(SMALL)).id());
        detached(spelled(SMALL));
    }

    @Test
    public void sessionsAndRecordsOfSomebodyElseAreTakenOverInItsSpellingAndLeaveNothing() {
        byHand();
        detached(spelled(NAME));
    }

    @Test
    public void sessionsAndRecordsOfSomebodyElseAreTakenOverInAnotherSpellingToo() {
        byHand();
        detached(spelled(SMALL));
    }

    @Test
    public void aRecordOfSomebodyElseIsUsedAsItIsSpelledAndStays() {
        exported();
        for (int k = 0; k < 2; k++) {
            var neighbour = world.fabric().neighbour();
            neighbour.logout(neighbour.login(world.fabric().target(NAME).portal(address(k))));
        }
        world.remember();
        Attachment attachment = world.attach(spelled(SMALL));
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(2, world.ours().sessions().size());
        assertEquals(List.of(), world.ours().records());
        assertTrue(world.detach(attachment).mayUnmap());
        nothingIsLeft();
    }
}
