// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.simulator.jvm.Call;
import java.util.List;
import java.util.function.Supplier;

/**
 * A host to try things on, before a target of four portals with one IQN and two volumes, as the
 * lab's {@code lab_up shared 2 64} makes it. Nothing is attached at first. Used by one thread.
 */
interface Ground extends AutoCloseable {
    /** The system property that says where: {@code simulator} or {@code lab}. */
    String PROPERTY = "mortise.contract.ground";

    String IQN = "iqn.2003-01.org.example:lab";

    /** What the first volume, behind LUN 1, is called. */
    String WWID = "36001405a0b1c201e4f54a6b8c7d9e0f1";

    /** The serial number of that volume. */
    String SERIAL = "a0b1c201-e4f5-4a6b-8c7d-9e0f1a2b3c4d";

    long SIZE = 64 << 20;

    static Ground open() {
        String where = System.getProperty(PROPERTY, "simulator");
        return switch (where) {
            case "simulator" -> new SimulatedGround();
            case "lab" -> new LabGround();
            default -> throw new IllegalArgumentException(PROPERTY + "=" + where);
        };
    }

    Host host();

    /** Runs something that uses the host. */
    <T> T on(Supplier<T> body);

    /** Nothing comes through to portal K any more. */
    void cut(int k);

    /** Each packet to portal K is answered by a reset. */
    void refuse(int k);

    /** Mends what is wrong with portal K. */
    void mend(int k);

    /** The target serves, or turns logins away. */
    void serve(boolean serving);

    /** The first volume is made larger, or smaller, on its array. */
    void resize(int mebibytes);

    /** The second volume is exported as this LUN too. */
    void export(int lun);

    /** The target lets in only who proves himself so; empty names mean that it proves nothing. */
    void requireChap(String user, String secret, String targetUser, String targetSecret);

    /** The target asks for no credentials any longer. */
    void requireNoChap();

    /** As {@link #requireChap}, of who asks for targets. */
    void requireDiscoveryChap(String user, String secret, String targetUser, String targetSecret);

    /** Whoever asks is told the targets. */
    void requireNoDiscoveryChap();

    void stopIscsid();

    void startIscsid();

    void stopMultipathd();

    void startMultipathd();

    /** Some program has a device open, with data in it that is not written back yet. */
    Held use(String device);

    /** What was asked of the host so far, as far as that is recorded here. */
    List<Call> calls();

    /** Takes away whatever was made, so that the next may begin. */
    @Override
    void close();
}
