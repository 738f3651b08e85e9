// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Deadline;
import io.mortise.host.Written;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to attributes of the kernel: scan, rescan, delete, which may hang as long as a path does.
 */
final class AttributeWriter {
    private static final Logger LOG = LoggerFactory.getLogger(AttributeWriter.class);

    private static final String WRITE = "write ";

    private final Expendable expendable;

    /** Knows of the writes that one before it left without an answer. */
    AttributeWriter(Expendable expendable) {
        this.expendable = expendable;
        expendable.inherit(WRITE);
    }

    Written write(String attribute, String text, Deadline deadline) {
        long began = deadline.tasks().nanos();
        Written written =
                expendable
                        .call(doing(attribute) + text, deadline, () -> write(attribute, text))
                        .orElse(Written.UNKNOWN);
        LOG.debug(
                "write {} \"{}\": {} [{} ms]",
                attribute,
                text,
                written,
                (deadline.tasks().nanos() - began) / 1_000_000);
        return written;
    }

    List<String> unanswered(String attribute) {
        String doing = doing(attribute);
        return expendable.overdue().stream()
                .filter(name -> name.startsWith(doing))
                .map(name -> name.substring(doing.length()))
                .toList();
    }

    // no attribute has a blank in its path
    private static String doing(String attribute) {
        return WRITE + attribute + " ";
    }

    private static Written write(String attribute, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Descriptor file = Descriptor.open(attribute, LibC.O_WRONLY)) {
            // the kernel acts on what one call brings, so a rest is never sent after
            return file.write(bytes) == bytes.length ? Written.DONE : Written.REFUSED;
        } catch (SystemFailure e) {
            LOG.debug("write {} \"{}\": {}", attribute, text, e.getMessage());
            return e.absent() ? Written.ABSENT : Written.REFUSED;
        }
    }
}
