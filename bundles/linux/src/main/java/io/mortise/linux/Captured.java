// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.CommandResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a program wrote to one stream: the first part is kept, all is read. Thread-safe. */
final class Captured {
    /** How much is kept. */
    static final int LIMIT = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Captured.class);

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long taken;
    private boolean cut;

    /** Reads to the end, so that the program never stands still at a full pipe. */
    void drain(InputStream stream) {
        byte[] chunk = new byte[8192];
        try (stream) {
            for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
                keep(chunk, count);
            }
        } catch (IOException e) {
            LOG.debug("a program's output was cut short", e);
        }
    }

    private synchronized void keep(byte[] chunk, int count) {
        taken += count;
        cut |= count > LIMIT - kept.size();
        kept.write(chunk, 0, Math.min(count, LIMIT - kept.size()));
    }

    /** How many bytes were read so far, kept or not. */
    synchronized long taken() {
        return taken;
    }

    /** There is more, which is not waited for. */
    synchronized void cut() {
        cut = true;
    }

    /** What was read so far; bytes that are no UTF-8 become U+FFFD. */
    synchronized String text() {
        String text = kept.toString(StandardCharsets.UTF_8);
        return cut ? text + CommandResult.CUT : text;
    }
}
