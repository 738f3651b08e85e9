// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** Lets scripts in the lab's guest drive Mortise, line by line, with and without a container. */
// What the main class without a container is made of is private to its bundles, so not there in
// one.
@Header(
        name = "Import-Package",
        value =
                "io.mortise.cinder;resolution:=optional,io.mortise.engine.*;resolution:=optional,"
                        + "io.mortise.iscsi.*;resolution:=optional,io.mortise.linux;resolution:=optional,"
                        + "io.mortise.host;resolution:=optional,*")
package io.mortise.lab;

import org.osgi.annotation.bundle.Header;
