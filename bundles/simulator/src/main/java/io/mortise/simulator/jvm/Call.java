// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import java.util.Objects;

/**
 * A call to the host.
 *
 * @param number counts the calls of one JVM from 1; likewise the events
 * @param jvm which JVM made it
 * @param task which task
 * @param operation what was called: one of the constants here
 * @param subject on what: a path, a command line, a disk
 */
public record Call(int number, String jvm, String task, String operation, String subject) {
    public static final String READ = "read";
    public static final String READ_PRIVATE = "readPrivate";
    public static final String LIST = "list";
    public static final String EXISTS = "exists";
    public static final String READ_LINK = "readLink";
    public static final String REAL_PATH = "realPath";
    public static final String BLOCK_NUMBER = "blockNumber";
    public static final String MODIFIED = "modified";
    public static final String WRITE = "write";
    public static final String REPLACE = "replace";
    public static final String OPEN = "open";
    public static final String APPEND = "append";
    public static final String REMOVE = "remove";
    public static final String MAKE_DIRECTORIES = "makeDirectories";
    public static final String HARD_LINK = "hardLink";
    public static final String LOCK = "lock";
    public static final String COMMAND = "command";
    public static final String CONNECT = "connect";
    public static final String SEND = "send";
    public static final String RECEIVE = "receive";
    public static final String INQUIRY = "inquiry";
    public static final String CAPACITY = "capacity";
    public static final String LOOK_UP = "lookUp";
    public static final String READABLE = "readable";
    public static final String CLAIMED = "claimed";
    public static final String SUBSCRIBE = "subscribe";

    /** No call, but an event that reaches the JVM; has numbers of its own. */
    public static final String EVENT = "event";

    public Call {
        Objects.requireNonNull(jvm, "jvm");
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(subject, "subject");
    }

    /** Whether the host came by itself. */
    public boolean isEvent() {
        return operation.equals(EVENT);
    }

    /** The operation and its subject. */
    public String text() {
        return operation + " " + subject;
    }

    @Override
    public String toString() {
        return jvm + " #" + number + " [" + task + "] " + text();
    }
}
