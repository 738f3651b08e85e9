// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import static org.junit.Assert.assertEquals;

import io.mortise.api.AttachmentId;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.Scene;
import io.mortise.spi.Locks;
import io.mortise.spi.Outcome;
import io.mortise.spi.Rigor;
import io.mortise.spi.Step;
import io.mortise.spi.Undo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class NodeKindTest {
    private static final Step NODE = IscsiSteps.node(Scene.path(0));
    private static final Step SESSION = IscsiSteps.session(Scene.path(0));

    private final Scene scene = new Scene();

    @After
    public void close() {
        scene.close();
    }

    /** A walk that left the session to another trail of ours, which gives it up meanwhile. */
    private record Walk(Host host, boolean namedByOthers) implements Undo {
        @Override
        public List<Step> leftToOthers() {
            return List.of(SESSION);
        }

        @Override
        public List<Step> claimsOfOthers(Step step) {
            return List.of();
        }

        @Override
        public boolean namedByOthers(Step step) {
            return namedByOthers;
        }

        @Override
        public Rigor rigor() {
            return Rigor.SAFE;
        }

        @Override
        public Map<Step, String> disks() {
            return Map.of();
        }

        @Override
        public Optional<Wwid> wwid() {
            return Optional.empty();
        }

        @Override
        public void mayBeLost(String what) {
            throw new AssertionError(what);
        }

        @Override
        public AttachmentId attachment() {
            return new AttachmentId("abcdefghij");
        }

        @Override
        public Deadline deadline() {
            return Scene.soon(host);
        }

        @Override
        public Locks locks() {
            return (name, access, deadline) -> () -> {};
        }
    }

    private Outcome.Result result(boolean namedByOthers) {
        return scene.on(
                host ->
                        new NodeKind(host)
                                .undo(List.of(NODE), new Walk(host, namedByOthers))
                                .get(0)
                                .result());
    }

    // found by a million cycles of the soak: the other trail had left the record to this one
    @Test
    public void theRecordOfASessionThatAnotherTrailMayFailToCloseStaysOnTheTrail() {
        scene.foreignSession(0);
        assertEquals(Outcome.Result.FAILED, result(true));
    }

    @Test
    public void theRecordOfASessionThatIsSomebodyElsesIsLeftToHim() {
        scene.foreignSession(0);
        assertEquals(Outcome.Result.LEFT_TO_OTHERS, result(false));
    }
}
