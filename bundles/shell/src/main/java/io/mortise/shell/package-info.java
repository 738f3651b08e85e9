// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** What the commands do and how it looks as text, whichever shell they are typed in. */
@Header(name = "Karaf-Commands", value = "io.mortise.shell.karaf")
@Header(
        name = "Import-Package",
        value =
                "org.apache.karaf.shell.*;resolution:=optional,org.apache.sshd.*;resolution:=optional,*")
package io.mortise.shell;

import org.osgi.annotation.bundle.Header;
