// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import io.mortise.api.PathReport;

/**
 * How a path of an attachment is.
 *
 * @param path the way
 * @param state ACTIVE, FAILED, DOWN, PENDING or UNKNOWN
 * @param disk the disk; empty if there is none
 * @param reason why it is not up; empty if it is
 * @param detail a sentence about that
 */
public record PathRow(String path, String state, String disk, String reason, String detail) {
    static PathRow of(PathReport report) {
        return new PathRow(
                report.path().toString(),
                report.state().name(),
                report.disk().orElse(""),
                report.reason().map(Enum::name).orElse(""),
                report.detail());
    }
}
