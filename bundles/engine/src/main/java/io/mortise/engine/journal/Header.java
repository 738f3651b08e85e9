// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.api.AttachmentId;
import io.mortise.host.HostIdentity;
import java.util.Objects;

/**
 * The first line of a trail's file: whose it is, and where it may be acted on.
 *
 * @param format the version of all lines after it
 * @param host the host on which the trail was begun
 * @param id the attachment
 */
public record Header(int format, HostIdentity host, AttachmentId id) {
    /** The format that is written here. */
    public static final int FORMAT = 1;

    public Header {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(id, "id");
    }

    public Line line() {
        return Line.of(
                "mortise-trail",
                new Field("format", Integer.toString(format)),
                new Field("host", host.kind()),
                new Field("machine", host.machineId()),
                new Field("boot", host.bootId()),
                new Field("id", id.text()));
    }

    static Header read(Line line) {
        if (!line.type().equals("mortise-trail")) {
            throw new IllegalArgumentException("the first line is none of a trail");
        }
        return new Header(
                Integer.parseInt(line.get("format")),
                new HostIdentity(line.get("host"), line.get("machine"), line.get("boot")),
                new AttachmentId(line.get("id")));
    }
}
