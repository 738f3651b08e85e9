// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.karaf;

import io.mortise.shell.Console;
import io.mortise.shell.Form;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code volume:verify}. */
@Service
@Command(
        scope = "volume",
        name = "verify",
        description = "Asks the paths of an attached volume anew which volume they lead to.")
public class VerifyVolume extends Answering {
    @Argument(name = "id", required = true, description = "The id of an attachment")
    @Completion(AttachmentIds.class)
    private String id;

    @Override
    protected String answer(Console all, Form form) {
        return all.verify(id, form);
    }
}
