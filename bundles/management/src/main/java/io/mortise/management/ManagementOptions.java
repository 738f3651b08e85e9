// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be set of JMX. */
@ObjectClassDefinition(
        name = "Mortise over JMX",
        description = "What may be asked of Mortise over JMX.")
@interface ManagementOptions {
    /** The configuration's name. */
    String PID = "io.mortise.management";

    @AttributeDefinition(
            description =
                    "Whether connection information may hold secrets in clear. Karaf copies the"
                            + " arguments of each call into its events and audit log, so by default"
                            + " only the name of a file is taken (auth_password_file).")
    boolean secrets_in_clear() default false;
}
