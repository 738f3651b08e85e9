// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.linux.LinuxHost;
import io.mortise.simulator.jvm.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The guest of the lab, after {@code lab_up shared 2 64}. */
final class LabGround implements Ground {
    private static final String LAB = System.getProperty("mortise.lab", "/lab");
    private static final String DIRTY =
            "import os, sys, time; f = os.open(sys.argv[1], os.O_RDWR);"
                    + " os.write(f, os.urandom(4096)); print(1, flush=True); time.sleep(3600)";

    private static final String CALM =
            "for k in 0 1 2 3; do path_heal $k; done; portal_group_enable "
                    + IQN
                    + " 1 1; backstore_grow vol0 64; chap_off "
                    + IQN
                    + " 1; discovery_chap_off; pgrep -x iscsid >/dev/null || initiator_up;"
                    + " pgrep -x multipathd >/dev/null || multipath_up; ";

    /**
     * Iscsid goes on with a login whose client is gone, and shows nothing of it while the portal is
     * silent. It never has two of one record under way: once all sessions are up, none is.
     */
    private static final String LOGINS_OVER =
            "rm -rf /etc/iscsi/nodes/*; records 0 1 2 3; eventually 60 eval 'iscsiadm -m node -T "
                    + IQN
                    + " --login >/dev/null 2>&1; [ \"$(cat /sys/class/iscsi_session/*/state | grep -c"
                    + " LOGGED_IN)\" = 4 ]' || fail 'not all sessions came up'; ";

    // an iscsid that was just started does not close sessions yet; a process takes long here, so
    // that what is not there is not taken away either
    private static final String CLEAN =
            "none() { ! compgen -G \"$1\" >/dev/null; };"
                    + " no_map() { none '/sys/block/dm-*' || { multipath -F; false; }; };"
                    + " no_session() { none '/sys/class/iscsi_session/*' ||"
                    + " { iscsiadm -m session -u >/dev/null 2>&1; false; }; };"
                    + " udevadm settle; eventually 60 no_map || fail 'a map stays';"
                    + " eventually 60 no_session || fail 'a session stays';"
                    + " none '/etc/iscsi/nodes/*' || rm -rf /etc/iscsi/nodes/*;"
                    + " none '/etc/iscsi/send_targets/*' || rm -rf /etc/iscsi/send_targets/*;"
                    + " rm -f /run/lock/iscsi/lock.write; udevadm settle;"
                    // one may have formed while its sessions went
                    + " eventually 60 no_map || fail 'a map came up late'";

    private final LinuxHost host = LinuxHost.open();
    private boolean changed;
    private boolean loginsMayGoOn;

    @Override
    public Host host() {
        return host;
    }

    @Override
    public <T> T on(Supplier<T> body) {
        return body.get();
    }

    @Override
    public void cut(int k) {
        loginsMayGoOn = true;
        change("path_drop " + k);
    }

    @Override
    public void refuse(int k) {
        loginsMayGoOn = true;
        change("path_reject " + k);
    }

    @Override
    public void mend(int k) {
        change("path_heal " + k);
    }

    @Override
    public void serve(boolean serving) {
        loginsMayGoOn = true;
        change("portal_group_enable " + IQN + " 1 " + (serving ? 1 : 0));
    }

    @Override
    public void resize(int mebibytes) {
        change("backstore_grow vol0 " + mebibytes);
    }

    @Override
    public void export(int lun) {
        change("lun_add " + IQN + " 1 " + lun + " vol1");
    }

    @Override
    public void requireChap(String user, String secret, String targetUser, String targetSecret) {
        change(
                "chap '%s' 1 '%s' '%s' '%s' '%s'"
                        .formatted(IQN, user, secret, targetUser, targetSecret));
    }

    @Override
    public void requireNoChap() {
        change("chap_off " + IQN + " 1");
    }

    @Override
    public void requireDiscoveryChap(
            String user, String secret, String targetUser, String targetSecret) {
        change(
                "discovery_chap '%s' '%s' '%s' '%s'"
                        .formatted(user, secret, targetUser, targetSecret));
    }

    @Override
    public void requireNoDiscoveryChap() {
        change("discovery_chap_off");
    }

    @Override
    public void stopIscsid() {
        change("pkill -x iscsid; eventually 10 eval '! pgrep -x iscsid'");
    }

    @Override
    public void startIscsid() {
        change("pgrep -x iscsid || initiator_up");
    }

    @Override
    public void stopMultipathd() {
        // udev's programs have a new map open for a moment
        change("udevadm settle; pkill -x multipathd; eventually 20 eval '! pgrep -x multipathd'");
    }

    @Override
    public void startMultipathd() {
        change("pgrep -x multipathd || multipath_up");
    }

    @Override
    public Held use(String device) {
        try {
            Process holder =
                    new ProcessBuilder("python3", "-c", DIRTY, device)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            if (holder.getInputStream().read() != '1') {
                throw new AssertionError(device + " can't be opened");
            }
            return () -> end(holder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The transcript is the simulator's; here the answers count. */
    @Override
    public List<Call> calls() {
        return List.of();
    }

    @Override
    public void close() {
        try {
            lab((changed ? CALM : "") + (loginsMayGoOn ? LOGINS_OVER : "") + CLEAN);
        } finally {
            host.close();
        }
    }

    private void change(String script) {
        changed = true;
        lab(script);
    }

    private static void lab(String script) {
        try {
            Process bash =
                    new ProcessBuilder(
                                    "bash",
                                    "-c",
                                    "SHAPE=shared; . " + LAB + "/scenarios/lab.sh; " + script)
                            .redirectErrorStream(true)
                            .start();
            String said = new String(bash.getInputStream().readAllBytes());
            if (bash.waitFor() != 0) {
                throw new AssertionError(script + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
