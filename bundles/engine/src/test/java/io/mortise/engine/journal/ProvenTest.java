// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import static org.junit.Assert.assertEquals;

import io.mortise.api.PathReport;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumePath;
import io.mortise.engine.journal.Proven.DownPath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.Test;

/** What the trail knows of each path. */
public class ProvenTest {
    private static final DownPath A = down("a", "no answer");
    private static final Proven PROVEN = proven(List.of(A), List.of("b", "c"));

    private static DownPath down(String path, String detail) {
        return new DownPath(path, Reason.PORTAL_UNREACHABLE, detail);
    }

    private record Path(String name) implements VolumePath {
        @Override
        public String toString() {
            return name;
        }
    }

    private static List<PathReport> looked(String... paths) {
        return Stream.of(paths).map(path -> PathReport.active(new Path(path), "sda")).toList();
    }

    private static Proven proven(List<DownPath> down, List<String> pending) {
        var device = new VolumeDevice("/dev/dm-3", "/dev/disk/x", Optional.empty(), 4096);
        return new Proven(Optional.empty(), device, down, pending, "");
    }

    @Test
    public void aPathThatWentDownIsPendingNoMoreAndNamedWithItsReason() {
        DownPath b = down("b", "refused");
        Proven now = PROVEN.wentDown(b);
        assertEquals(List.of(A, b), now.down());
        assertEquals(List.of("c"), now.pending());
        assertEquals("down: a: no answer; b: refused", now.degraded());
    }

    @Test
    public void aPathThatIsDownInPartStaysPendingAndIsNamedOnceWithItsLastReason() {
        DownPath b = down("b", "refused");
        Proven now = PROVEN.isDownInPart(down("b", "silent")).isDownInPart(b);
        assertEquals(List.of(A, b), now.down());
        assertEquals(List.of("b", "c"), now.pending());
    }

    @Test
    public void aPathThatCameUpIsNeitherDownNorPending() {
        Proven now = PROVEN.cameUp("a").cameUp("b");
        assertEquals(List.of(), now.down());
        assertEquals(List.of("c"), now.pending());
        assertEquals("", now.degraded());
    }

    @Test
    public void whatIsProvenAnewKeepsWhyEachPathWentDownAtFirst() {
        Proven anew = proven(List.of(down("d", "new"), down("a", "is down")), List.of());
        Proven known = anew.knowing(PROVEN, looked("d", "a"));
        assertEquals(List.of(down("d", "new"), A), known.down());
        assertEquals(List.of("b", "c"), known.pending());
        assertEquals("", known.degraded());
    }

    @Test
    public void ofAPathThatIsNotLookedAtAnewItIsAsBefore() {
        Proven known = proven(List.of(), List.of()).knowing(PROVEN, looked("d"));
        assertEquals(List.of(A), known.down());
        assertEquals("down: a: no answer", known.degraded());
        assertEquals(List.of(), proven(List.of(), List.of()).knowing(PROVEN, looked("a")).down());
    }
}
