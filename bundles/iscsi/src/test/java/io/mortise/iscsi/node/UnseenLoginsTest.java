// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import static org.junit.Assert.assertEquals;

import io.mortise.host.Host;
import io.mortise.host.Tasks;
import io.mortise.iscsi.Scene;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A record of 5 s and one attempt, whose login is over 10 s after it was written. */
public class UnseenLoginsTest {
    private final Scene scene = new Scene();

    @Before
    public void writtenNow() {
        scene.on(host -> MadeRecord.make(host, new NodeCredentials(Credentials.NONE)));
    }

    @After
    public void close() {
        scene.close();
    }

    @Test
    public void aLoginMayBeUnderWayAsLongAsTheRecordsLimitsAndItsLastAttemptLast() {
        assertEquals(10, maybeTrying().toSeconds(), 1);
        scene.simulated().pass(Duration.ofSeconds(11));
        assertEquals(Duration.ZERO, maybeTrying());
    }

    @Test
    public void aLoginThatWaitsForALockWhichAKilledOneLeftBeginsOnlyWhenThatIsGone() {
        scene.fabric().neighbour().leaveStaleLock();
        assertEquals(10, maybeBeginning().toSeconds(), 1);
        assertEquals(10, maybeTrying().toSeconds(), 1);
    }

    @Test
    public void aLoginThatHasNoLockToWaitForHasBegunWhenItsRecordWasWritten() {
        scene.simulated().pass(Duration.ofSeconds(4));
        assertEquals(6, maybeBeginning().toSeconds(), 1);
    }

    @Test
    public void whatWaitedForALockHasGivenUpLongAfterItsRecordWasWritten() {
        scene.simulated().pass(Duration.ofSeconds(41));
        scene.fabric().neighbour().leaveStaleLock();
        assertEquals(Duration.ZERO, maybeBeginning());
    }

    @Test
    public void aClockThatWasSetBackSinceMakesNoLoginLastForHours() {
        scene.simulated().pass(Duration.ofSeconds(4));
        assertEquals(10, maybeBeginning(UnseenLoginsTest::setBack).toSeconds(), 1);
        // it counts from then on
        assertEquals(10, maybeTrying().toSeconds(), 1);
    }

    /** A host whose clock is two hours behind. */
    private static Host setBack(Host host) {
        Tasks real = host.tasks();
        Tasks tasks =
                instead(Tasks.class, real, "now", () -> real.now().minus(Duration.ofHours(2)));
        return instead(Host.class, host, "tasks", () -> tasks);
    }

    private static <T> T instead(Class<T> type, T of, String method, Supplier<Object> answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, called, arguments) ->
                                called.getName().equals(method)
                                        ? answer.get()
                                        : called.invoke(of, arguments)));
    }

    private Duration maybeTrying() {
        return scene.on(host -> new UnseenLogins(host).maybeTrying(MadeRecord.of(host)));
    }

    private Duration maybeBeginning() {
        return maybeBeginning(UnaryOperator.identity());
    }

    private Duration maybeBeginning(UnaryOperator<Host> made) {
        return scene.on(
                host ->
                        new UnseenLogins(made.apply(host))
                                .maybeBeginning(
                                        MadeRecord.of(host),
                                        host.tasks().deadline(Duration.ofMinutes(2))));
    }
}
