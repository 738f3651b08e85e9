// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.iscsi.Scene;
import io.mortise.iscsi.attach.IscsiAttach;
import io.mortise.iscsi.session.SessionName;
import io.mortise.spi.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class IscsiStepsTest {
    private static final List<Step> OF_PATH_1 =
            List.of(
                    IscsiSteps.node(Scene.path(1)),
                    IscsiSteps.setting(Scene.path(1), "node.session.scan", "auto", "manual"),
                    IscsiSteps.session(Scene.path(1)),
                    IscsiSteps.disk(Scene.path(1)));

    @Test
    public void eachStepTellsWhichPathItIsPartOf() {
        for (Step step : OF_PATH_1) {
            assertEquals(Optional.of(Scene.path(1)), IscsiSteps.path(step));
            assertEquals(SessionName.of(Scene.path(1)), IscsiSteps.session(step));
        }
        assertEquals(OF_PATH_1, IscsiSteps.of(Scene.path(1), OF_PATH_1));
        assertEquals(List.of(), IscsiSteps.of(Scene.path(2), OF_PATH_1));
        assertEquals(List.of(), IscsiSteps.of(Scene.path(1), List.of(IscsiSteps.map())));
    }

    @Test
    public void whatIsNotedDoesNotMakeItAnotherThing() {
        Step disk = IscsiSteps.disk(Scene.path(1));
        assertTrue(disk.sameThingAs(IscsiSteps.device(IscsiSteps.preexisting(disk))));
        assertTrue(IscsiSteps.isDevice(IscsiSteps.device(disk)));
        assertTrue(IscsiSteps.isPreexisting(IscsiSteps.preexisting(disk)));
        assertEquals(false, IscsiSteps.isPreexisting(disk));
    }

    @Test
    public void aDiskThatWasThereBeforeStaysUnlessItWasHandedOut() {
        Step before = IscsiSteps.preexisting(IscsiSteps.disk(Scene.path(1)));
        assertTrue(IscsiSteps.stays(before, true));
        assertTrue(IscsiSteps.stays(IscsiSteps.device(before), false));
        assertFalse(IscsiSteps.stays(IscsiSteps.device(before), true));
        assertTrue(IscsiSteps.stays(IscsiSteps.taken(before), false));
        assertFalse(IscsiSteps.stays(IscsiSteps.taken(before), true));
        Step own = IscsiSteps.disk(Scene.path(1));
        assertEquals(own, IscsiSteps.taken(own));
    }

    // who knows the first version only would leave the disk, and take the map
    @Test
    public void whatIsOnlyToGoOnceItWasHandedOutIsOfTheSecondVersion() {
        Step before = IscsiSteps.preexisting(IscsiSteps.disk(Scene.path(1)));
        assertEquals(2, IscsiSteps.taken(before).version());
        assertEquals(2, IscsiSteps.preexisting(IscsiSteps.map()).version());
        assertEquals(1, before.version());
    }

    @Test
    public void twoSpellingsOfATargetAreOneThingAndEachIsGivenBackAsItWasWritten() {
        IscsiPath small = Scene.path(1);
        String spelled = small.target().name().replace("lab", "Lab");
        assertFalse(small.target().name().equals(spelled));
        var path = new IscsiPath(small.portal(), Iqn.parse(spelled), small.lun());
        List<Step> steps =
                List.of(
                        IscsiSteps.node(path),
                        IscsiSteps.setting(path, "node.session.scan", "auto", "manual"),
                        IscsiSteps.session(path),
                        IscsiSteps.disk(path));
        for (int i = 0; i < steps.size(); i++) {
            assertTrue(steps.get(i).sameThingAs(OF_PATH_1.get(i)));
            assertEquals(spelled, IscsiSteps.session(steps.get(i)).target().name());
            assertEquals(
                    small.target().name(), IscsiSteps.session(OF_PATH_1.get(i)).target().name());
        }
        assertTrue(IscsiSteps.needs(IscsiSteps.session(path), SessionName.of(small)));
        assertEquals(SessionName.of(small).lock(), SessionName.of(path).lock());
        assertEquals(SessionName.of(small).useLock(), SessionName.of(path).useLock());
        assertEquals(SessionName.targetLock(small.target()), SessionName.targetLock(path.target()));
        assertEquals(IscsiAttach.keys(List.of(small)), IscsiAttach.keys(List.of(path)));
    }

    @Test
    public void aStepOfAnotherFormIsRefused() {
        Step strange = Step.of(IscsiSteps.SESSION, Map.of("target", "x"));
        assertThrows(IllegalArgumentException.class, () -> IscsiSteps.session(strange));
    }
}
