// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.Owner;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.Wwid;
import io.mortise.engine.journal.TrailReading.Condition;
import io.mortise.host.HostIdentity;
import io.mortise.spi.Rigor;
import io.mortise.spi.Step;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

public class TrailReadingTest {
    private static final AttachmentId ID = new AttachmentId("abcdefghij");
    private static final HostIdentity HERE = new HostIdentity("linux", "machine", "boot");
    private static final Step MAP = Step.of("multipath.map", Map.of());
    private static final Step SESSION =
            Step.of("iscsi.session", Map.of("portal", "10.0.0.1:3260", "target", "iqn.x"))
                    .noting("preexisting", "false");
    private static final Step NODE = Step.of("iscsi.node", Map.of("target", "iqn.x"));
    private static final Intent INTENT =
            new Intent(
                    "boot",
                    Instant.parse("2026-11-20T12:00:00Z"),
                    new Owner("somebody"),
                    "iscsi",
                    Map.of("path.0", "10.0.0.1:3260 iqn.x 1"),
                    Set.of("iqn.x lun 1"));
    private static final Proven PROVEN =
            new Proven(
                    Optional.of(new Wwid("360014051234567890abcdef12345678")),
                    new VolumeDevice("/dev/dm-3", "/dev/disk/x", Optional.of("mpatha"), 4096),
                    List.of(new Proven.DownPath("p", Reason.PORTAL_UNREACHABLE, "no answer")),
                    List.of("q"),
                    "1 of 2 paths");
    private static final List<Entry> ENTRIES =
            List.of(
                    new Entry.Begun(INTENT, List.of(NODE, SESSION)),
                    new Entry.Added(List.of(MAP)),
                    new Entry.Attached(PROVEN),
                    new Entry.Detaching(Rigor.FORCED),
                    new Entry.Dropped(List.of(MAP)),
                    new Entry.Changed(AttachmentState.LEFTOVER, "left: session"));

    private final List<byte[]> lines = new ArrayList<>();

    public TrailReadingTest() {
        lines.add(new Header(Header.FORMAT, HERE, ID).line().bytes());
        ENTRIES.forEach(entry -> lines.add(entry.line().bytes()));
    }

    private TrailReading read() {
        var all = new ByteArrayOutputStream();
        lines.forEach(all::writeBytes);
        return TrailReading.of(ID, all.toByteArray(), HERE);
    }

    private static TrailImage whole() {
        TrailImage image = TrailImage.begun(ID, INTENT, List.of());
        for (Entry entry : ENTRIES) {
            image = entry.onto(image);
        }
        return image;
    }

    @Test
    public void aSoundTrailIsReadAsItWasWritten() {
        TrailReading reading = read();
        assertEquals(Condition.SOUND, reading.condition());
        assertEquals(whole(), reading.image());
        assertEquals(List.of(NODE, SESSION), reading.image().steps());
        assertEquals(Optional.of(PROVEN), reading.image().proven());
        assertEquals(Optional.of(Rigor.FORCED), reading.image().detaching());
        assertEquals(AttachmentState.LEFTOVER, reading.image().state());
    }

    @Test
    public void aTrailThatIsWrittenAnewSaysTheSame() {
        lines.subList(1, lines.size()).clear();
        Entry.of(whole()).forEach(entry -> lines.add(entry.line().bytes()));
        assertEquals(whole(), read().image());
    }

    @Test
    public void whatWasAbsentIsAbsentAgainAlsoIfTheTrailWasWrittenAnewMeanwhile() {
        TrailImage absent =
                TrailImage.begun(ID, INTENT, List.of(NODE))
                        .as(PROVEN)
                        .in(AttachmentState.ABSENT, "the host has rebooted since");
        TrailImage again = absent.again(INTENT, List.of(SESSION));
        assertEquals(List.of(NODE, SESSION), again.steps());
        assertEquals(Optional.empty(), again.proven());
        lines.subList(1, lines.size()).clear();
        Entry.of(again).forEach(entry -> lines.add(entry.line().bytes()));
        assertEquals(again, read().image());
        lines.add(new Entry.Changed(AttachmentState.ABSENT, "undone").line().bytes());
        TrailImage undone = read().image();
        assertEquals(Optional.of(PROVEN), undone.proven());
        assertEquals(List.of(), undone.steps());
        assertEquals(Optional.empty(), undone.former());
    }

    @Test
    public void aStepAboutTheSameThingTakesTheOthersPlace() {
        Step other = SESSION.noting("preexisting", "true");
        lines.add(new Entry.Added(List.of(other)).line().bytes());
        assertEquals(List.of(NODE, other), read().image().steps());
        lines.add(new Entry.Added(List.of(NODE)).line().bytes());
        assertEquals(List.of(NODE, other), read().image().steps());
    }

    @Test
    public void onlyWhatIsLeftHalfWayIsStillBeingDetached() {
        for (AttachmentState state : AttachmentState.values()) {
            lines.add(new Entry.Detaching(Rigor.FORCED).line().bytes());
            lines.add(new Entry.Changed(state, "").line().bytes());
            boolean halfWay =
                    state == AttachmentState.LEFTOVER || state == AttachmentState.DETACHING;
            assertEquals(
                    state.name(),
                    halfWay ? Optional.of(Rigor.FORCED) : Optional.empty(),
                    read().image().detaching());
        }
    }

    @Test
    public void aTornLastLineIsDroppedAtAnyLength() {
        byte[] last = lines.remove(lines.size() - 1);
        TrailImage before = read().image();
        for (int length = 1; length < last.length - 1; length++) {
            lines.add(Arrays.copyOf(last, length));
            TrailReading reading = read();
            assertEquals(Condition.TORN, reading.condition());
            assertEquals(before, reading.image());
            assertEquals(lines.size() - 1, reading.whole().size());
            lines.remove(lines.size() - 1);
        }
    }

    @Test
    public void aLastLineOfWhichOnlyTheEndIsMissingOrWrongHolds() {
        byte[] last = lines.remove(lines.size() - 1);
        lines.add(Arrays.copyOf(last, last.length - 1));
        assertEquals(Condition.TORN, read().condition());
        assertEquals(whole(), read().image());
        last[last.length - 1] = '\r';
        lines.set(lines.size() - 1, last);
        assertEquals(Condition.TORN, read().condition());
        assertEquals(whole(), read().image());
    }

    // a crash does not leave that: header and intent are written at once
    @Test
    public void aTrailThatIsCutOffBeforeItsIntentIsDamaged() {
        byte[] intent = lines.get(1);
        lines.subList(1, lines.size()).clear();
        lines.add(Arrays.copyOf(intent, intent.length / 2));
        assertEquals(Condition.DAMAGED, read().condition());
        lines.clear();
        assertEquals(Condition.DAMAGED, read().condition());
    }

    @Test
    public void aFlippedBitIsNeverTakenForTheEndOfWhatWasBegun() {
        for (int i = 0; i < lines.size(); i++) {
            byte[] good = lines.get(i);
            for (int bit = 0; bit < 8 * good.length; bit++) {
                byte[] bad = good.clone();
                bad[bit / 8] ^= (byte) (1 << bit % 8);
                lines.set(i, bad);
                TrailReading reading = read();
                boolean end = bit / 8 == good.length - 1 && i == lines.size() - 1;
                assertEquals(end ? Condition.TORN : Condition.DAMAGED, reading.condition());
                if (end) {
                    assertEquals(whole(), reading.image());
                }
            }
            lines.set(i, good);
        }
    }

    @Test
    public void anEndedTrailIsOver() {
        lines.add(new Entry.Ended().line().bytes());
        assertEquals(Condition.OVER, read().condition());
    }

    @Test
    public void aCorruptedLineInTheMiddleIsNeverGuessedOver() {
        for (int i = 0; i < lines.size() - 1; i++) {
            byte[] good = lines.get(i);
            byte[] bad = good.clone();
            bad[bad.length / 2] ^= 4;
            lines.set(i, bad);
            TrailReading reading = read();
            assertEquals(Condition.DAMAGED, reading.condition());
            assertTrue(reading.detail(), reading.detail().contains("line " + (i + 1)));
            lines.set(i, good);
        }
    }

    @Test
    public void stepsOfADamagedTrailStayClaimedAlsoThoseTakenOff() {
        lines.set(4, "00000000 garbage\n".getBytes());
        assertEquals(List.of(NODE, SESSION, MAP), read().image().steps());
        lines.add(new Entry.Ended().line().bytes());
        assertEquals(Condition.DAMAGED, read().condition());
        assertEquals(List.of(NODE, SESSION, MAP), read().image().steps());
    }

    @Test
    public void aNewerFormatAndAnUnknownRecordAreLeftAlone() {
        lines.set(0, new Header(Header.FORMAT + 1, HERE, ID).line().bytes());
        assertEquals(Condition.NEWER, read().condition());
        lines.set(0, new Header(Header.FORMAT, HERE, ID).line().bytes());
        lines.add(Line.of("resized", new Field("size", "1")).bytes());
        TrailReading reading = read();
        assertEquals(Condition.NEWER, reading.condition());
        assertTrue(reading.detail(), reading.detail().contains("resized"));
    }

    @Test
    public void aTrailOfAnotherMachineOrKindOfHostIsLeftAloneAndOfAnotherBootIsNot() {
        for (HostIdentity other :
                List.of(
                        new HostIdentity("linux", "other", "boot"),
                        new HostIdentity("simulator:1", "machine", "boot"))) {
            lines.set(0, new Header(Header.FORMAT, other, ID).line().bytes());
            assertEquals(Condition.ELSEWHERE, read().condition());
        }
        var before = new HostIdentity("linux", "machine", "boot before");
        lines.set(0, new Header(Header.FORMAT, before, ID).line().bytes());
        assertEquals(Condition.SOUND, read().condition());
    }

    @Test
    public void aFileOfAnotherAttachmentsTrailIsDamaged() {
        var other = new AttachmentId("aaaaaaaaaa");
        lines.set(0, new Header(Header.FORMAT, HERE, other).line().bytes());
        assertEquals(Condition.DAMAGED, read().condition());
    }

    // each step is looked for among all, so a million of them would take hours
    @Test(timeout = 60_000)
    public void aTrailWithMoreStepsThanAnyVolumeHasIsDamaged() {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < 5000; i++) {
            steps.add(Step.of("iscsi.node", Map.of("target", "t" + i)));
        }
        lines.clear();
        lines.add(new Header(Header.FORMAT, HERE, ID).line().bytes());
        lines.add(new Entry.Begun(INTENT, steps).line().bytes());
        TrailReading reading = read();
        assertEquals(TrailReading.Condition.DAMAGED, reading.condition());
        assertEquals("it has more than 4096 steps", reading.detail());
    }

    @Test
    public void whatADamagedTrailSaysActsOnNoTerminal() {
        lines.clear();
        lines.add(new Header(Header.FORMAT, HERE, ID).line().bytes());
        lines.add(Line.of("intent", new Field("since", "\u001b[2J\u202e")).bytes());
        TrailReading reading = read();
        assertEquals(TrailReading.Condition.DAMAGED, reading.condition());
        assertEquals(reading.detail(), -1, reading.detail().indexOf(0x1b));
        lines.set(1, Line.of("\u001b[2J").bytes());
        assertEquals("has the unknown record \"?[2J\"", read().detail());
    }
}
