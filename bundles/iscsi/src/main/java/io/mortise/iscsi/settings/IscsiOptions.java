// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.settings;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What the configuration of PID {@code io.mortise.iscsi} holds; a method's name is the key, with
 * dots for underscores. Only described here: {@link SettingsReader} reads it, since a bad value
 * must not keep the connector from starting.
 */
@ObjectClassDefinition(
        name = "Mortise iSCSI connector",
        description = "How iSCSI volumes are attached and detached. Times are in seconds.")
public @interface IscsiOptions {
    @AttributeDefinition(
            description =
                    "How often the exact LUN is scanned per session: at 0, 1, 3, 7 s... after the"
                            + " login.")
    int device_scan_attempts() default 3;

    @AttributeDefinition(description = "Seconds that an attach may take, 5 to 3600.")
    int attach_timeout() default 120;

    @AttributeDefinition(description = "Seconds that a detach may take, 5 to 3600.")
    int detach_timeout() default 120;

    @AttributeDefinition(description = "Seconds that an extend may take, 5 to 3600.")
    int extend_timeout() default 60;

    @AttributeDefinition(
            description =
                    "Seconds that one attempt of a login may take, 1 to 120. Written into the node"
                            + " records, so that iscsid itself gives up.")
    int login_timeout() default 5;

    @AttributeDefinition(description = "How often iscsid tries a login, 1 to 8.")
    int login_attempts() default 1;

    @AttributeDefinition(
            description =
                    "Seconds that iscsiadm may take beyond the limit of the login itself, 30 to"
                            + " 600; then it is killed.")
    int command_timeout() default 60;

    @AttributeDefinition(description = "Whether volumes are attached over all their paths.")
    boolean multipath() default true;

    @AttributeDefinition(
            description =
                    "Whether an attach fails when multipath is wanted and no map forms; otherwise"
                            + " one path is handed out and the attachment is degraded.")
    boolean enforce_multipath() default false;

    @AttributeDefinition(
            description = "With fewer active paths in the map an attach fails, 1 to 64.")
    int minimum_paths() default 1;

    @AttributeDefinition(description = "Seconds to wait for multipathd to make the map, 1 to 600.")
    int map_timeout() default 60;

    @AttributeDefinition(
            description =
                    "Seconds to wait for further paths once the minimum is active, 0 to 600. Those"
                            + " that come later join in the background.")
    int path_grace() default 5;

    @AttributeDefinition(
            description =
                    "Seconds that a portal which did not answer a login is remembered, 0 to 3600:"
                            + " it is tried last where one path is enough, and not waited for"
                            + " where others are up. A login that works clears it.")
    int portal_memory() default 120;

    @AttributeDefinition(
            description =
                    "Whether a detach that names no mode goes on after failures; unwritten data"
                            + " may be lost.")
    boolean force() default false;

    @AttributeDefinition(
            description =
                    "Whether a forced detach that names no mode reports failures in its result"
                            + " instead of failing.")
    boolean ignore__errors() default false;

    @AttributeDefinition(
            description =
                    "Whether a volume that states no identity is refused. Multipath always refuses"
                            + " it.")
    boolean identity_required() default true;

    @AttributeDefinition(
            description =
                    "Seconds that flushing a disk handed out without a map may take, 1 to 3600.")
    int flush_timeout() default 60;

    @AttributeDefinition(description = "How often that flush is tried, 1 to 10.")
    int flush_attempts() default 3;

    @AttributeDefinition(
            description =
                    "Seconds that a deleted disk or a closed session may take to be gone, 1 to"
                            + " 600.")
    int removal_timeout() default 30;

    @AttributeDefinition(
            description =
                    "The address by which control planes know this host; told in its connector"
                            + " properties.")
    String ip() default "";

    @AttributeDefinition(
            description =
                    "The name by which control planes know this host; if empty, the kernel's host"
                            + " name.")
    String host_name() default "";

    @AttributeDefinition(
            description =
                    "The open-iscsi iface that is logged in from where connection information"
                            + " names none: default, iser, or a record of iscsiadm -m iface.")
    String iface() default "default";
}
