// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;

import io.mortise.host.Held;
import io.mortise.host.Signal;
import io.mortise.host.Uevent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.After;
import org.junit.Test;

public class NetlinkUeventsTest {
    private static final byte[] ADDED =
            "add@/b/sda\0ACTION=add\0DEVPATH=/b/sda\0".getBytes(StandardCharsets.UTF_8);

    private final LinuxTasks tasks = new LinuxTasks(Duration.ofSeconds(30));
    private final NetlinkUevents uevents = new NetlinkUevents(tasks, NetlinkUevents.QUEUE_BYTES);

    // its own notices only: those of the machine under test say nothing of /b
    private Signal subscribed(Predicate<Uevent> filter) {
        Signal signal = tasks.signal("s");
        uevents.subscribe(e -> e.devpath().startsWith("/b/") && filter.test(e), signal);
        return signal;
    }

    @After
    public void close() {
        uevents.close();
        tasks.close();
    }

    @Test
    public void onlyThoseWhoseFilterTakesANoticeAreWoken() {
        Signal sda = subscribed(e -> e.name().equals("sda"));
        Signal sdb = subscribed(e -> e.name().equals("sdb"));
        uevents.deliver(ADDED);
        assertEquals(1, sda.count());
        assertEquals(0, sdb.count());
        uevents.deliver(new byte[] {1, 2, 3});
        assertEquals(1, sda.count());
    }

    @Test
    public void aSubscriptionThatWasClosedIsNotWoken() {
        Signal signal = tasks.signal("s");
        Held subscription = uevents.subscribe(e -> e.devpath().equals("/b/sda"), signal);
        uevents.deliver(ADDED);
        subscription.close();
        subscription.close();
        uevents.deliver(ADDED);
        assertEquals(1, signal.count());
    }

    @Test
    public void aFilterThatFailsWakesItsOwnerAndHarmsNobodyElse() {
        Signal failing =
                subscribed(
                        e -> {
                            throw new IllegalStateException("failing as asked");
                        });
        Signal other = subscribed(e -> true);
        uevents.deliver(ADDED);
        assertEquals(1, failing.count());
        assertEquals(1, other.count());
    }
}
