// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertTrue;

import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.CrashPlan.Moment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.Assume;
import org.junit.Test;

/**
 * The JVM dies at some call of some act; the next finds each volume attached as a whole, or undoes
 * what there is of it, and after that there is nothing more to recover. Each build looks at a
 * sample; {@code -Dmortise.crash.runs=N} looks at N, 0 at all that change the host, {@code
 * -Dmortise.crash.seed=S} at others.
 */
public class CrashTest {
    private static final int RUNS = Integer.getInteger("mortise.crash.runs", 12);
    private static final int SEED = Integer.getInteger("mortise.crash.seed", 1);

    private final Map<CrashStory, List<Call>> calls = new EnumMap<>(CrashStory.class);

    private List<Call> calls(CrashStory story) {
        return calls.computeIfAbsent(story, s -> CrashRun.calls(s, SEED));
    }

    private List<CrashCase> sample() {
        var chance = new SplittableRandom(SEED);
        var cases = new ArrayList<CrashCase>();
        for (int i = 0; i < RUNS; i++) {
            CrashStory story = CrashStory.values()[i % CrashStory.values().length];
            CrashChange change = CrashChange.values()[i % CrashChange.values().length];
            List<Call> some =
                    chance.nextInt(5) == 0
                            ? calls(story)
                            : calls(story).stream().filter(CrashRun::changes).toList();
            cases.add(
                    new CrashCase(
                            story,
                            some.get(chance.nextInt(some.size())).number(),
                            Moment.values()[chance.nextInt(Moment.values().length)],
                            Children.values()[chance.nextInt(Children.values().length)],
                            change,
                            SEED));
        }
        return cases;
    }

    private List<CrashCase> all() {
        var cases = new ArrayList<CrashCase>();
        for (CrashStory story : CrashStory.values()) {
            for (Call call : calls(story).stream().filter(CrashRun::changes).toList()) {
                for (Moment moment : Moment.values()) {
                    for (Children children : Children.values()) {
                        for (CrashChange change : CrashChange.values()) {
                            cases.add(
                                    new CrashCase(
                                            story, call.number(), moment, children, change, SEED));
                        }
                    }
                }
            }
        }
        return cases;
    }

    @Test
    public void whereverTheJvmDiesEachVolumeIsCompleteOrGoneAfterRecovery() {
        List<CrashCase> cases = RUNS == 0 ? all() : sample();
        List<String> wrong =
                Parallel.failures(cases, one -> new CrashRun(one).run(), CrashCase::command);
        assertTrue(
                wrong.size() + " of " + cases.size() + "\n" + String.join("\n", wrong),
                wrong.isEmpty());
    }

    private void at(CrashStory story, Predicate<Call> where, Moment moment, CrashChange change) {
        int call = calls(story).stream().filter(where).mapToInt(Call::number).max().orElseThrow();
        new CrashRun(new CrashCase(story, call, moment, Children.DIE, change, SEED)).run();
    }

    private static Predicate<Call> call(String operation, String part) {
        return call -> call.operation().equals(operation) && call.subject().contains(part);
    }

    /** Discovery names targets that lead to the volumes of others: their maps are not ours. */
    @Test
    public void aMapOnADiskThatWasThereBeforeStaysWhenADiscoveringAttachIsUndone() {
        at(
                CrashStory.ATTACH_BY_DISCOVERY,
                call(Call.REPLACE, "/etc/iscsi/nodes"),
                Moment.AFTER,
                CrashChange.NONE);
    }

    @Test
    public void recordsThatWereDeletedDoNotComeBackWhenThePowerGoes() {
        at(CrashStory.DETACH, call(Call.APPEND, World.JOURNAL), Moment.DURING, CrashChange.REBOOT);
    }

    /** Else nobody would close it, once the others have gone before that disk could. */
    @Test
    public void aSessionThatOthersUseIsNotGivenUpWhileADiskOfOursIsOnIt() {
        var send = call(Call.SEND, "add path");
        for (CrashStory story : List.of(CrashStory.ATTACH_SECOND, CrashStory.DETACH_FIRST)) {
            Predicate<Call> where = story == CrashStory.ATTACH_SECOND ? send : CrashRun::changes;
            at(story, where, Moment.AFTER, CrashChange.ALL_PORTALS_GONE);
        }
    }

    @Test
    public void aMapThatNobodyEverHadGoesEvenIfAnotherVolumeIsBehindIt() {
        at(
                CrashStory.ATTACH_MULTIPATH,
                call(Call.SEND, "show paths"),
                Moment.DURING,
                CrashChange.LUN_OTHER);
    }

    /** {@code -Dmortise.crash.only=CASE}, as a failure names it. */
    @Test
    public void one() {
        String only = System.getProperty("mortise.crash.only", "");
        Assume.assumeFalse("no case given", only.isEmpty());
        new CrashRun(CrashCase.parse(only)).run();
    }
}
