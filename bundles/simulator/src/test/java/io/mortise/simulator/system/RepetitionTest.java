// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.system;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.simulator.fabric.User;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

public class RepetitionTest {
    @Test
    public void theSameStoryHasTheSameTranscriptEachTime() {
        String first = story();
        assertTrue(first, first.contains("iscsiadm"));
        assertEquals(first, story());
    }

    @Test
    public void aFlushOfAMapWhoseDisksAreGoneLosesTheDataInsteadOfReachingTheVolume() {
        try (Lab lab = new Lab()) {
            lab.attach();
            lab.fabric().neighbour().open("dm-0", new User("dd", 4711));
            lab.fabric().neighbour().write("dm-0");
            lab.ask("disablequeueing map " + Lab.WWID);
            lab.fabric().neighbour().stopMultipathd();
            for (String disk : List.of("sda", "sdb", "sdc", "sdd")) {
                lab.write("/sys/block/" + disk + "/device/delete", "1");
            }
            lab.run("blockdev", "--flushbufs", "/dev/dm-0");
            assertEquals(
                    List.of("data of volume vol0 on dm-0 could not be written back"),
                    lab.fabric().damage());
        }
    }

    private static String story() {
        try (Lab lab = new Lab()) {
            lab.attach();
            lab.portal(2).cut();
            lab.pass(Duration.ofSeconds(30));
            lab.ask("show topology");
            lab.portal(2).mend();
            lab.pass(Duration.ofSeconds(30));
            lab.ask("show topology");
            lab.ask("remove map " + Lab.WWID);
            lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "--logout");
            return lab.simulated().transcript().text();
        }
    }
}
