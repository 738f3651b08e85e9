// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.karaf;

import io.mortise.shell.Console;
import io.mortise.shell.Form;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code volume:extend}. */
@Service
@Command(
        scope = "volume",
        name = "extend",
        description = "Has a volume take over its size on the array.")
public class ExtendVolume extends Answering {
    @Argument(name = "id", required = true, description = "The id of an attachment")
    @Completion(AttachmentIds.class)
    private String id;

    @Override
    protected String answer(Console all, Form form) {
        return all.extend(id, form);
    }
}
