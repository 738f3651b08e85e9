// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import static io.mortise.iscsi.Scene.path;
import static org.junit.Assert.assertEquals;

import io.mortise.api.AttachmentId;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.Scene;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.spi.Locks;
import io.mortise.spi.Operation;
import io.mortise.spi.Step;
import java.util.List;
import org.junit.After;
import org.junit.Test;

public class AttachPlanTest {
    private static final IscsiPath PATH = path(0);
    private static final Wish WISH =
            new Wish(new IscsiConnection(List.of(PATH)), IscsiSettings.DEFAULTS);

    private final Scene scene = new Scene();

    @After
    public void close() {
        scene.close();
    }

    /** An operation beside trails on which these steps stand. */
    private record Planning(Host host, List<Step> others) implements Operation {
        @Override
        public AttachmentId attachment() {
            return AttachmentId.of(1);
        }

        @Override
        public Deadline deadline() {
            return Scene.soon(host);
        }

        @Override
        public Locks locks() {
            throw new UnsupportedOperationException("a plan locks nothing");
        }

        @Override
        public List<Step> claimsOfOthers(Step step) {
            return others.stream().filter(step::sameThingAs).toList();
        }
    }

    private List<Step> plan(Step... others) {
        return scene.on(
                host ->
                        new AttachPlan(host, new Planning(host, List.of(others)), WISH)
                                .all(List.of(PATH)));
    }

    @Test
    public void onABareHostAllIsNew() {
        assertEquals(
                List.of(
                        IscsiSteps.node(PATH),
                        IscsiSteps.session(PATH),
                        IscsiSteps.disk(PATH),
                        IscsiSteps.map()),
                plan());
    }

    @Test
    public void aForeignSessionStaysWhatItIsAndItsRecordIsLeftAlone() {
        scene.foreignSession(0);
        assertEquals(
                List.of(
                        IscsiSteps.preexisting(IscsiSteps.session(PATH)),
                        IscsiSteps.disk(PATH),
                        IscsiSteps.map()),
                plan());
    }

    private void recordIsOfMortise() {
        var tree = scene.simulated().computer().tree();
        String path = scene.fabric().leftovers().records().get(0);
        String text = tree.read(path).orElseThrow();
        tree.file(
                path,
                text.replace("send_targets", "static")
                        .replace("node.session.scan = auto", "node.session.scan = manual"));
    }

    @Test
    public void aRecordThatSomebodyElseHasPutInThePlaceOfOursIsNotClaimed() {
        scene.foreignSession(0);
        List<Step> ours = List.of(IscsiSteps.node(PATH), IscsiSteps.session(PATH));
        assertEquals(IscsiSteps.session(PATH), plan(ours.get(0), ours.get(1)).get(0));
    }

    @Test
    public void aRecordOfAnAdoptedVolumeIsSharedWhoeverHasMadeIt() {
        scene.foreignSession(0);
        Step adopted = IscsiSteps.adopted(IscsiSteps.node(PATH));
        assertEquals(adopted, plan(adopted).get(0));
    }

    @Test
    public void aSessionOfAnotherAttachmentIsSharedWithItsRecord() {
        scene.foreignSession(0);
        recordIsOfMortise();
        IscsiPath other = new IscsiPath(PATH.portal(), PATH.target(), new io.mortise.api.Lun(2));
        assertEquals(
                List.of(
                        IscsiSteps.node(PATH),
                        IscsiSteps.session(PATH),
                        IscsiSteps.disk(PATH),
                        IscsiSteps.map()),
                plan(IscsiSteps.node(other), IscsiSteps.session(other)));
    }

    @Test
    public void aSessionThatAnotherAttachmentFoundThereStaysPreexisting() {
        scene.foreignSession(0);
        Step found = IscsiSteps.preexisting(IscsiSteps.session(PATH));
        assertEquals(found, plan(found).get(0));
    }

    @Test
    public void aForeignRecordWithoutItsSessionIsChangedAndRemembersWhatItWas() {
        scene.fabric().neighbour().logout(scene.foreignSession(0));
        List<Step> steps = plan();
        assertEquals(
                List.of(
                        "node.conn[0].timeo.login_timeout 15 -> 5",
                        "node.session.initial_login_retry_max 8 -> 1",
                        "node.session.scan auto -> manual"),
                steps.stream()
                        .filter(step -> step.kind().equals(IscsiSteps.SETTING))
                        .map(AttachPlanTest::shown)
                        .toList());
        assertEquals(IscsiSteps.session(PATH), steps.get(3));
    }

    private static String shown(Step step) {
        return "%s %s -> %s"
                .formatted(
                        IscsiSteps.field(step, "setting"),
                        IscsiSteps.field(step, "old"),
                        IscsiSteps.field(step, "new"));
    }

    @Test
    public void aDiskAndAMapThatAreThereAreNotOursBeforeTheyAreProven() {
        int sid = scene.foreignSession(0);
        scene.fabric().neighbour().scan(sid, 1);
        scene.simulated().pass(java.time.Duration.ofSeconds(10));
        assertEquals(
                List.of(
                        IscsiSteps.preexisting(IscsiSteps.session(PATH)),
                        IscsiSteps.preexisting(IscsiSteps.disk(PATH))),
                plan());
    }
}
