// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Task;
import io.mortise.host.Tasks;
import io.mortise.simulator.SimulatedHost;
import java.time.Duration;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class GateTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final SimulatedHost simulated = SimulatedHost.virtual(5);
    private final Tasks tasks = simulated.host().tasks();
    private final Gate gate = new Gate(tasks);

    @After
    public void close() {
        simulated.close();
    }

    @Test
    public void whoeverLeavesCutsOffOperationsOfItsOwnProtocolOnly() {
        simulated.run(
                () -> {
                    Gate.Pass own = gate.enter("iscsi", LONG);
                    Gate.Pass other = gate.enter("fibre_channel", LONG);
                    Task<Boolean> leaving = tasks.fork("", () -> gate.leave("iscsi", GRACE));
                    pass(Duration.ofSeconds(1));
                    assertTrue(own.deadline().passed());
                    assertFalse(other.deadline().passed());
                    assertEquals(
                            Optional.of("the connector of iscsi"), gate.cutOffBy(own.deadline()));
                    assertEquals(Optional.empty(), gate.cutOffBy(other.deadline()));
                    assertFalse(leaving.done());
                    own.close();
                    assertTrue(leaving.join(tasks.deadline(GRACE)));
                    assertTrue(leaving.result().orElseThrow());
                    other.close();
                });
    }

    @Test
    public void nobodyOfAProtocolIsLetInWhileItsConnectorLeaves() {
        simulated.run(
                () -> {
                    Gate.Pass inside = gate.enter("iscsi", LONG);
                    Gate.Pass unknown = gate.enter(LONG);
                    tasks.fork("", () -> gate.leave("iscsi", GRACE));
                    pass(Duration.ofSeconds(1));
                    refused(() -> gate.enter("iscsi", LONG));
                    refused(() -> gate.concern(unknown.deadline(), "iscsi"));
                    gate.concern(unknown.deadline(), "fibre_channel");
                    gate.enter("fibre_channel", LONG).close();
                    inside.close();
                    pass(Duration.ofSeconds(1));
                    gate.enter("iscsi", LONG).close();
                });
    }

    @Test
    public void whoeverDoesNotComeOutIsWaitedForOnce() {
        simulated.run(
                () -> {
                    Gate.Pass stuck = gate.enter("iscsi", LONG);
                    Gate.Pass cleaning = gate.cleanup("iscsi", LONG);
                    var last = gate.last("iscsi");
                    long begun = tasks.nanos();
                    assertFalse(gate.leave("iscsi", GRACE));
                    assertTrue(cleaning.deadline().passed());
                    assertTrue(last.passed());
                    assertFalse("that of the next connector", gate.last("iscsi").passed());
                    long once = tasks.nanos();
                    assertTrue(once - begun <= GRACE.plusSeconds(3).toNanos());
                    assertTrue(gate.leave("iscsi", GRACE));
                    assertTrue(gate.shut(GRACE));
                    assertTrue(tasks.nanos() - once <= Duration.ofSeconds(1).toNanos());
                    cleaning.close();
                    stuck.close();
                });
    }

    private static void refused(Runnable entry) {
        var refused = assertThrows(VolumeException.class, entry::run);
        assertEquals(Reason.CANCELLED, refused.reason());
    }

    private void pass(Duration time) {
        tasks.await(tasks.signal("time passes"), 0, tasks.deadline(time));
    }
}
