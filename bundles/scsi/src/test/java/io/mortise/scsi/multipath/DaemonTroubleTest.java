// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.scsi.Captured;
import io.mortise.scsi.Scene;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.After;
import org.junit.Test;

public class DaemonTroubleTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Scene scene = new Scene("defaults {", "find_multipaths no", "}");

    @After
    public void close() {
        scene.close();
    }

    // peers C.56
    @Test
    public void anAnswerThatNeverComesIsUnknownNotNone() {
        ScriptedDaemon.instead(scene, request -> ScriptedDaemon.SILENCE);
        unknown();
    }

    // os-brick D.35
    @Test
    public void anAnswerThatIsTooLongOrHasNoLengthIsUnknown() {
        for (long length : new long[] {0, -1, (4L << 20) + 1}) {
            ScriptedDaemon.instead(scene, request -> header(length));
            assertTrue(unknown().contains("states a length of " + length));
        }
    }

    // peers C.57
    @Test
    public void anAnswerThatStopsHalfWayIsUnknown() {
        ScriptedDaemon.instead(scene, request -> Arrays.copyOf(ScriptedDaemon.says("ok\n"), 10));
        unknown();
    }

    private static byte[] header(long length) {
        return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(length).array();
    }

    private String unknown() {
        Answer answer = scene.on(h -> new MultipathDaemon(h).removeMap("mpatha", Scene.soon(h)));
        assertEquals(Answer.Verdict.UNKNOWN, answer.verdict());
        var failure =
                assertThrows(
                        VolumeException.class,
                        () -> scene.on(h -> new MultipathDaemon(h).paths(Scene.soon(h))));
        assertEquals(Reason.TOOL_FAILED, failure.reason());
        assertFalse(scene.on(h -> new MultipathDaemon(h).alive(Scene.soon(h))));
        return answer.text();
    }

    // peers C.63
    @Test
    public void nothingIsWaitedForWhenEveryDiskIsBlacklisted() {
        scene.fabric().neighbour().configureMultipath("defaults {\nfind_multipaths strict\n}\n");
        Set<String> disks = scene.scanAll();
        scene.simulated().pass(Duration.ofSeconds(5));
        ScriptedDaemon.instead(scene, answering("blacklisted\n"));
        long before = scene.simulated().host().tasks().nanos();
        Formed formed = form(disks);
        assertEquals(disks, formed.others());
        assertTrue(formed.detail(), formed.detail().contains("multipathd said \"blacklisted\""));
        long took = scene.simulated().host().tasks().nanos() - before;
        assertTrue("after " + took + " ns", took < Duration.ofSeconds(1).toNanos());
    }

    @Test
    public void aRefusedDiskIsToldAgain() {
        scene.fabric().neighbour().configureMultipath("defaults {\nfind_multipaths strict\n}\n");
        String disk = scene.scan(0, 1);
        scene.simulated().pass(Duration.ofSeconds(5));
        ScriptedDaemon daemon = ScriptedDaemon.instead(scene, answering("fail\n"));
        Formed formed = form(Set.of(disk));
        assertTrue(formed.detail(), formed.detail().contains("multipathd said \"fail\""));
        long told = daemon.requests().stream().filter(("add path " + disk)::equals).count();
        assertTrue("told " + told + " times", told > 10);
    }

    @Test
    public void doesNotWaitForUdevWhereMultipathdDoesNot() {
        String disk = scene.scan(0, 1);
        ScriptedDaemon eager =
                ScriptedDaemon.instead(
                        scene,
                        request ->
                                request.startsWith("show config")
                                        ? ScriptedDaemon.says(
                                                config().replace("_tries 3", "_tries 0"))
                                        : ScriptedDaemon.says("ok\n"));
        scene.on(h -> assemble(h, Set.of(disk), Duration.ofMillis(500)));
        assertEquals(
                List.of("show config local", "add path " + disk, "add map " + scene.wwid()),
                eager.requests().subList(0, 3));
    }

    @Test
    public void statesThatCantBeLearnedAreAFailureNotAMapWithoutPaths() {
        Set<String> disks = scene.attachAll();
        ScriptedDaemon.instead(scene, answering("timeout\n"));
        var failure = assertThrows(VolumeException.class, () -> form(disks));
        assertEquals(Reason.TOOL_FAILED, failure.reason());
    }

    private static String config() {
        return Captured.text("multipath-tools/0.9.4/show-config-local");
    }

    private static Function<String, byte[]> answering(String text) {
        return request -> ScriptedDaemon.says(request.startsWith("show config") ? config() : text);
    }

    private Formed form(Set<String> disks) {
        return scene.on(h -> assemble(h, disks, LIMIT));
    }

    private Formed assemble(Host host, Set<String> disks, Duration limit) {
        return new MapAssembly(host)
                .form(
                        scene.wwid(),
                        new MapWanted(disks, 1, Duration.ofSeconds(5)),
                        host.tasks().deadline(limit));
    }
}
