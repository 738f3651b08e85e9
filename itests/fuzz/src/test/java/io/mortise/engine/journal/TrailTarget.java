// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.api.AttachmentId;
import io.mortise.host.HostIdentity;
import io.mortise.itests.fuzz.Must;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Files of the journal: as they are, and with all their checksums made good, since no chance finds
 * those. Reading never fails, and what it says is fit for use can be written and read again.
 */
public final class TrailTarget {
    private static final AttachmentId ID = new AttachmentId("abcdefghij");
    private static final HostIdentity HERE =
            new HostIdentity("linux", "0123456789abcdef0123456789abcdef", "boot-1");

    private TrailTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        check(data);
        check(summed(data));
    }

    private static void check(byte[] content) {
        TrailReading reading = TrailReading.of(ID, content, HERE);
        if (!reading.detail().isEmpty()) {
            Must.readable(reading.detail());
        }
        if (!reading.usable()) {
            return;
        }
        TrailImage image = reading.image();
        var written = new ByteArrayOutputStream();
        written.writeBytes(new Header(Header.FORMAT, HERE, ID).line().bytes());
        Entry.of(image).forEach(entry -> written.writeBytes(entry.line().bytes()));
        TrailReading again = TrailReading.of(ID, written.toByteArray(), HERE);
        Must.equal(TrailReading.Condition.SOUND, again.condition(), "written again");
        Must.equal(image, again.image(), "the image");
    }

    // each line is the body of one
    private static byte[] summed(byte[] data) {
        var content = new ByteArrayOutputStream();
        for (String line : new String(data, StandardCharsets.UTF_8).split("\n")) {
            String body = line.length() > 9 && line.charAt(8) == ' ' ? line.substring(9) : line;
            var sum = new CRC32C();
            sum.update(body.getBytes(StandardCharsets.UTF_8));
            content.writeBytes(
                    "%08x %s\n".formatted(sum.getValue(), body).getBytes(StandardCharsets.UTF_8));
        }
        return content.toByteArray();
    }
}
