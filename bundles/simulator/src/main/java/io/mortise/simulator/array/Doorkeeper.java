// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.array;

import java.util.Objects;

/** Who is let in, by CHAP, as LIO of Linux 6.1 judges it. Its state is touched in turns only. */
public final class Doorkeeper {
    private Credentials known = Credentials.NONE;
    private boolean asking;

    /**
     * Names and secrets.
     *
     * @param user of the initiator; empty for none
     * @param secret of the initiator
     * @param targetUser with what the target proves itself; empty if it does not
     * @param targetSecret likewise
     */
    public record Credentials(String user, String secret, String targetUser, String targetSecret) {
        /** None at all. */
        public static final Credentials NONE = new Credentials("", "", "", "");

        public Credentials {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(secret, "secret");
            Objects.requireNonNull(targetUser, "targetUser");
            Objects.requireNonNull(targetSecret, "targetSecret");
        }

        boolean mutual() {
            return !targetUser.isEmpty();
        }

        private boolean sameInitiator(Credentials other) {
            return user.equals(other.user) && secret.equals(other.secret);
        }

        private boolean sameTarget(Credentials other) {
            return targetUser.equals(other.targetUser) && targetSecret.equals(other.targetSecret);
        }
    }

    /** What becomes of a login. */
    public enum Verdict {
        /** It goes on. */
        LET_IN,
        /** The target refuses the initiator. */
        REFUSED,
        /** The initiator gives up: the target did not prove itself, or takes no credentials. */
        UNPROVEN
    }

    void ask(Credentials credentials) {
        known = credentials;
        asking = true;
    }

    /** Asks no longer; what it was told it still knows. */
    void stopAsking() {
        asking = false;
    }

    /** Judges what an initiator brings. */
    public Verdict judge(Credentials brought) {
        boolean none = brought.equals(Credentials.NONE);
        if (!asking) {
            // who asks for mutual proof gets it all the same, who offers his own alone does not
            boolean proven = brought.mutual() && brought.equals(known);
            return none || proven ? Verdict.LET_IN : Verdict.UNPROVEN;
        }
        if (none || !brought.sameInitiator(known)) {
            return Verdict.REFUSED;
        }
        return !brought.mutual() || brought.sameTarget(known) ? Verdict.LET_IN : Verdict.UNPROVEN;
    }
}
