// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Deadline;
import io.mortise.host.Inquiries;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * INQUIRY and READ CAPACITY by SG_IO from this process, on a thread that can be spared. A child
 * process could be left behind just as well when a path hangs, and would not hold a thread of ours;
 * but starting one takes 50 to 100 times as long as the command itself, for each path of each
 * volume.
 */
final class ScsiInquiries implements Inquiries {
    private static final Logger LOG = LoggerFactory.getLogger(ScsiInquiries.class);

    /** The least that the kernel takes (BLK_MIN_SG_TIMEOUT); the caller is back by its deadline. */
    private static final Duration LIMIT = Duration.ofSeconds(7);

    private static final Pattern DISK = Pattern.compile("sd[a-z]{1,8}");

    /** What the kernel itself asks for first; long enough for most pages of most targets. */
    private static final int FIRST_LENGTH = 252;

    /** A disk tells of each change once: of its capacity, of its data, of a reset. */
    private static final int ATTENTIONS = 4;

    private final Expendable expendable;

    ScsiInquiries(Expendable expendable) {
        this.expendable = expendable;
    }

    @Override
    public Optional<byte[]> vitalProductData(String disk, int page, Deadline deadline) {
        if (!DISK.matcher(disk).matches() || page < 0 || page > 255) {
            throw new IllegalArgumentException(
                    "no SCSI disk or no page from 0 to 255: " + disk + ", " + page);
        }
        return expendable
                .call("inquiry of " + disk, deadline, () -> ask(disk, page, deadline))
                .flatMap(answer -> answer);
    }

    private static Optional<byte[]> ask(String disk, int page, Deadline deadline) {
        // O_NONBLOCK: opening must not wait for a medium
        int flags = LibC.O_RDONLY | LibC.O_NONBLOCK;
        try (Descriptor device = Descriptor.open("/dev/" + disk, flags)) {
            Optional<byte[]> answer = once(device, page, FIRST_LENGTH, deadline);
            int stated = answer.map(VpdPage::statedLength).orElse(0);
            if (stated > FIRST_LENGTH) {
                answer = once(device, page, stated, deadline);
            }
            return answer.flatMap(bytes -> VpdPage.cut(bytes, page));
        } catch (SystemFailure e) {
            LOG.debug("inquiry of {}, page {}: {}", disk, page, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public OptionalLong capacityBytes(String disk, Deadline deadline) {
        if (!DISK.matcher(disk).matches()) {
            throw new IllegalArgumentException("no SCSI disk: " + disk);
        }
        return expendable
                .call("capacity of " + disk, deadline, () -> capacity(disk, deadline))
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong capacity(String disk, Deadline deadline) {
        int flags = LibC.O_RDONLY | LibC.O_NONBLOCK;
        try (Descriptor device = Descriptor.open("/dev/" + disk, flags)) {
            for (int i = 0; i < ATTENTIONS; i++) {
                SgCommand command = SgCommand.capacity(limit(deadline));
                Optional<byte[]> answer = command.sendTo(device);
                if (answer.isPresent() || !command.metAttention()) {
                    return answer.map(Capacity::bytes).orElse(OptionalLong.empty());
                }
            }
        } catch (SystemFailure e) {
            LOG.debug("capacity of {}: {}", disk, e.getMessage());
        }
        return OptionalLong.empty();
    }

    private static Optional<byte[]> once(Descriptor device, int page, int length, Deadline deadline)
            throws SystemFailure {
        return SgCommand.inquiry(page, length, limit(deadline)).sendTo(device);
    }

    @Override
    public boolean readable(String device, Deadline deadline) {
        return expendable
                .call("read of " + device, deadline, () -> FirstBlock.readable(device))
                .orElse(false);
    }

    @Override
    public Optional<Boolean> claimed(String device, Deadline deadline) {
        return expendable
                .call("claim of " + device, deadline, () -> Claim.on(device))
                .flatMap(answer -> answer);
    }

    private static int limit(Deadline deadline) {
        return (int) Math.max(1, Math.min(LIMIT.toMillis(), deadline.left().toMillis()));
    }
}
