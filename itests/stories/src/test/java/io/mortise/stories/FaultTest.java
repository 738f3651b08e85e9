// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Faults;
import io.mortise.stories.Acts.Act;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/**
 * One call or event of an act goes wrong, in one way; whatever call it is, the volume is attached
 * or the host is as it was before, and in the end nothing is left.
 */
public class FaultTest {
    // each build looks at some of them; these properties are for looking at all
    private static final int EVERY = Integer.getInteger("mortise.fault.every", 499);
    private static final int TURN = Integer.getInteger("mortise.fault.turn", 0);
    private static final int SEED = Integer.getInteger("mortise.fault.seed", 1);

    private record Case(Call call, Fault fault) {
        Faults faults() {
            return call.isEvent()
                    ? Faults.atEvent(call.number(), fault)
                    : Faults.at(call.number(), fault);
        }

        @Override
        public String toString() {
            return fault + " " + call;
        }
    }

    private static List<Case> cases(Act act) {
        return Faulty.calls(act, SEED).stream()
                .flatMap(call -> Faulty.ways(call).stream().map(fault -> new Case(call, fault)))
                .toList();
    }

    private static void atEach(Act act) {
        List<Case> cases = cases(act);
        assertTrue("only " + cases.size(), cases.size() > 150);
        var wrong = new ArrayList<String>();
        for (int i = TURN % EVERY; i < cases.size(); i += EVERY) {
            Case one = cases.get(i);
            try (var world = new World(SEED)) {
                Faulty.run(world, act, one.faults(), List.of(one.call()));
            } catch (AssertionError | RuntimeException failure) {
                wrong.add(one + ": " + Faulty.describe(failure));
            }
        }
        assertEquals(act + "\n" + String.join("\n", wrong), 0, wrong.size());
    }

    @Test
    public void whateverCallOfAnAttachGoesWrongNothingIsLeftInTheEnd() {
        atEach(Acts.ATTACH);
    }

    @Test
    public void whateverCallOfAnAttachOfASinglePathGoesWrongNothingIsLeftInTheEnd() {
        atEach(Acts.ATTACH_SINGLE);
    }

    @Test
    public void whateverCallOfADiscoveryGoesWrongNothingIsLeftInTheEnd() {
        atEach(Acts.ATTACH_BY_DISCOVERY);
    }

    @Test
    public void whateverCallOfAnAttachWithChapGoesWrongNothingIsLeftInTheEnd() {
        atEach(Acts.ATTACH_WITH_CHAP);
    }

    @Test
    public void whateverCallOfAnAttachWithMutualChapGoesWrongNothingIsLeftInTheEnd() {
        atEach(Acts.ATTACH_WITH_MUTUAL_CHAP);
    }

    @Test
    public void whateverCallOfADetachGoesWrongNothingIsLeftInTheEnd() {
        atEach(Acts.DETACH);
    }

    @Test
    public void whateverCallOfAForcedDetachGoesWrongNothingIsLeftInTheEnd() {
        atEach(Acts.FORCED_DETACH);
    }

    @Test
    public void whateverCallOfAnExtensionGoesWrongItCanBeDoneAgain() {
        atEach(Acts.EXTEND);
    }

    @Test
    public void whateverCallGoesWrongAVolumeOnTheSameSessionsGoesOnThroughAnAttach() {
        atEach(Acts.ATTACH_SECOND);
    }

    @Test
    public void whateverCallGoesWrongAVolumeOnTheSameSessionsGoesOnThroughADetach() {
        atEach(Acts.DETACH_FIRST);
    }
}
