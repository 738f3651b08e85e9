// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell;

import io.mortise.api.Shown;
import io.mortise.api.VolumeException;

/** Why a command failed, in one text that a shell prints. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 1000;

    /** With the whole text, in which words of a command line may stand as they were given. */
    public CommandFailed(String message) {
        super(Shown.plain(message, LONGEST));
    }

    CommandFailed(VolumeException failure) {
        super(failure.describe(), failure);
    }

    /** The text alone: Gogo's shell prints what a failure calls itself. */
    @Override
    public String toString() {
        return getMessage();
    }
}
