// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.array.ArrayGroup;
import io.mortise.simulator.array.Gateway;
import io.mortise.simulator.array.StorageArray;
import io.mortise.simulator.fabric.Wire;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * An iSCSI session with its one connection. With iscsi_tcp it has a SCSI host of its own; the
 * sessions of an offload card share one.
 */
public final class Session {
    private final int id;
    private final int host;
    private final int target;
    private final SessionTerms terms;
    private final StorageArray array;
    private final long began;
    // what waits inside the kernel until the state changes
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private SessionState state = SessionState.NEW;
    private String current;
    private int recoverySeconds = 120;
    private boolean scanned;
    private boolean addressed;

    Session(int id, int host, int target, SessionTerms terms, StorageArray array, long began) {
        this.id = id;
        this.host = host;
        this.target = target;
        this.terms = terms;
        this.current = terms.address();
        this.array = array;
        this.began = began;
    }

    /** Its number, never used again in this boot. */
    public int id() {
        return id;
    }

    /** The number of its SCSI host. */
    public int host() {
        return host;
    }

    /** The number of its target on that host. */
    public int targetNumber() {
        return target;
    }

    /** Whether it has never been up. */
    public boolean opening() {
        return !named() || state == SessionState.NAMED || state == SessionState.OPENING;
    }

    /** Whether it was told its target; without that no tool sees it. */
    public boolean named() {
        return state != SessionState.NEW;
    }

    /** Whether it was told its portal; without that no iscsid but its maker can bring it up. */
    public boolean addressed() {
        return addressed;
    }

    void markAddressed() {
        addressed = true;
    }

    /** What it was opened with. */
    public SessionTerms terms() {
        return terms;
    }

    /** Its state. */
    public SessionState state() {
        return state;
    }

    /** The portal group's tag; 0 until a login was answered. */
    public int tag() {
        return opening() ? 0 : group().map(ArrayGroup::tag).orElse(0);
    }

    /** Where its connection goes; elsewhere than asked for once the target has sent it on. */
    public String current() {
        return current;
    }

    /** The portal sent it on, or it asks the first one again. */
    public void goesTo(String address) {
        current = address;
    }

    /**
     * The initiator's own address on this wire: the lab's convention, .1 where the target has .2.
     */
    public String localAddress() {
        String remote = hostPart(current);
        char separator = remote.indexOf(':') >= 0 ? ':' : '.';
        String last = remote.endsWith(separator + "1") ? "2" : "1";
        return remote.substring(0, remote.lastIndexOf(separator) + 1) + last;
    }

    /** The portal's address without port and brackets. */
    public String hostPart() {
        return hostPart(terms.address());
    }

    static String hostPart(String address) {
        String host = address.substring(0, address.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The portal's port. */
    public String port() {
        return port(terms.address());
    }

    static String port(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    /** After how many seconds a broken session's disks stop waiting. */
    public int recoverySeconds() {
        return recoverySeconds;
    }

    /** Sets the recovery time, as multipathd does for the paths of a map. */
    public void recoverySeconds(int seconds) {
        recoverySeconds = seconds;
    }

    /** The portal group at the other end. */
    Optional<ArrayGroup> group() {
        return array.answering(terms.target(), current);
    }

    /** Whether there is a TCP connection, as far as the kernel has noticed. */
    public boolean connected() {
        return state == SessionState.OPENING || state == SessionState.UP;
    }

    /** Whether a command would get through at this moment. */
    boolean passes() {
        return state == SessionState.UP
                && array.gateway(current).map(Gateway::wire).filter(Wire.GOOD::equals).isPresent()
                && group().filter(ArrayGroup::serving).isPresent();
    }

    /** Whether a command would wait: it is broken for a while, or nobody has noticed yet. */
    boolean stalls() {
        return state == SessionState.FAILED || unnoticed();
    }

    /** Whether it is broken, and nobody has noticed yet. */
    boolean unnoticed() {
        return state == SessionState.UP && !passes();
    }

    /** Goes on when the state changes. */
    void later(Runnable rest) {
        waiting.add(rest);
    }

    void state(SessionState changed) {
        state = changed;
        for (int rest = waiting.size(); rest > 0; rest--) {
            waiting.remove().run();
        }
    }

    boolean scanned() {
        return scanned;
    }

    void markScanned() {
        scanned = true;
    }

    long began() {
        return began;
    }

    String devpath() {
        return "/devices/platform/host" + host + "/session" + id;
    }
}
