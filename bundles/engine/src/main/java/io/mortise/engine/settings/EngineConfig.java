// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.settings;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The keys of PID {@code io.mortise.engine}, as configuration tools see them. */
@ObjectClassDefinition(
        name = "Mortise Engine",
        description = "Journal, locks, and how volumes are taken apart.")
public @interface EngineConfig {
    /** Key {@code journal.directory}. */
    @AttributeDefinition(
            description =
                    "Where the trails of attachments are kept: on a local disk that survives a"
                            + " reboot. Used from the next start of the bundle on.")
    String journal_directory() default "/var/lib/mortise/journal";

    /** Key {@code lock.directory}. */
    @AttributeDefinition(
            description =
                    "Where lock files are kept, shared by all processes of this host. Used from"
                            + " the next start of the bundle on.")
    String lock_directory() default "/run/lock/mortise";

    /** Key {@code stop.grace}. */
    @AttributeDefinition(
            description = "Seconds that stopping waits for operations to be walked back, 0 to 600.")
    int stop_grace() default 20;

    /** Key {@code cleanup.timeout}. */
    @AttributeDefinition(
            description =
                    "Seconds that cleaning up after a failed attach, or a recovery, may take for"
                            + " one volume, 1 to 3600.")
    int cleanup_timeout() default 60;

    /** Key {@code flush.timeout}. */
    @AttributeDefinition(
            description = "Seconds that one flush of a multipath map may take, 1 to 86400.")
    int flush_timeout() default 300;

    /** Key {@code flush.attempts}. */
    @AttributeDefinition(
            description =
                    "How often a flush is tried, 1 to 100; the pause before each further try is"
                            + " twice the one before, beginning with a second.")
    int flush_attempts() default 3;

    /** Key {@code removal.timeout}. */
    @AttributeDefinition(
            description = "Seconds within which a multipath map must be gone, 1 to 3600.")
    int removal_timeout() default 30;

    /** Key {@code no.usable.path}. */
    @AttributeDefinition(
            description =
                    "What a detach does when no path of the map works, so that nothing can be"
                            + " flushed: refuse; wait (until the deadline, then refuse); drop (give up"
                            + " unwritten data, on a forced detach only; otherwise refuse).",
            options = {
                @Option(label = "refuse", value = "refuse"),
                @Option(label = "wait", value = "wait"),
                @Option(label = "drop", value = "drop")
            })
    String no_usable_path() default "drop";

    /** Key {@code retry.interval}. */
    @AttributeDefinition(
            description =
                    "Seconds after which what a detach, a failed attach or a recovery had to leave is"
                            + " tried again, 1 to 86400; the pause doubles with each try that does"
                            + " not help.")
    int retry_interval() default 60;

    /** Key {@code retry.longest}. */
    @AttributeDefinition(
            description = "Seconds that the pause before such a try may grow to, 1 to 86400.")
    int retry_longest() default 3600;
}
