// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.CommandResult;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.LocalSocket;
import io.mortise.host.Signal;
import io.mortise.host.Uevent;
import io.mortise.host.Written;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What no test can show without a kernel of its own: run as root in the lab guest, with a session
 * up and multipathd running, by {@code src/test/lab/smoke.sh}. Argument: the SCSI host to scan,
 * {@code hostN}. Its exit status is 0 only if all of it worked.
 */
final class Smoke {
    private static final Logger LOG = LoggerFactory.getLogger(Smoke.class);
    private static final String MULTIPATHD = "/org/kernel/linux/storage/multipathd";

    private final LinuxHost host;
    private final Deadline deadline;

    private Smoke(LinuxHost host) {
        this.host = host;
        this.deadline = host.tasks().deadline(Duration.ofSeconds(60));
    }

    public static void main(String[] args) {
        try (LinuxHost host = LinuxHost.open()) {
            LOG.info("identity {}", host.identity());
            var smoke = new Smoke(host);
            if (args.length > 1) {
                smoke.aLostPathHoldsNobody(args[1]);
                return;
            }
            smoke.multipathdAnswers();
            String disk = smoke.scanBringsNoticesOfBoth(args[0]);
            smoke.diskAnswersForItself(disk);
            smoke.lostNoticesWakeEverybody();
            smoke.commandsAreQuick();
        }
        LOG.info("all of it worked");
    }

    private void multipathdAnswers() {
        for (int i = 0; i < 3; i++) {
            long began = System.nanoTime();
            try (LocalSocket socket = host.sockets().connect(MULTIPATHD, deadline)) {
                byte[] question = "show daemon\0".getBytes(StandardCharsets.US_ASCII);
                socket.send(natively().putLong(0, question.length).array());
                socket.send(question);
                long length =
                        ByteBuffer.wrap(socket.receive(8)).order(ByteOrder.nativeOrder()).getLong();
                String answer = new String(socket.receive((int) length), StandardCharsets.US_ASCII);
                LOG.info("multipathd: {} [{} us]", answer.replace("\0", "").strip(), micros(began));
                check(answer.contains("pid"), "show daemon names its pid");
            }
        }
    }

    private static ByteBuffer natively() {
        return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    }

    private String scanBringsNoticesOfBoth(String scsiHost) {
        Queue<Uevent> seen = new ConcurrentLinkedQueue<>();
        Signal signal = host.tasks().signal("block devices");
        try (Held subscription =
                host.uevents()
                        .subscribe(
                                e ->
                                        e.action().equals("add")
                                                && e.name().startsWith("sd")
                                                && seen.add(e),
                                signal)) {
            long began = System.nanoTime();
            String scan = "/sys/class/scsi_host/" + scsiHost + "/scan";
            Written written = host.files().write(scan, "- - 1", deadline);
            LOG.info("scan {} [{} us]", written, micros(began));
            check(written == Written.DONE, "the scan is taken");
            Optional<Uevent> kernel = await(signal, seen, Uevent.Source.KERNEL);
            LOG.info("kernel: {} [{} us]", kernel, micros(began));
            Optional<Uevent> udev = await(signal, seen, Uevent.Source.UDEV);
            LOG.info("udev: {} [{} us]", udev, micros(began));
            check(kernel.isPresent() && udev.isPresent(), "both sources tell of the disk");
            check(udev.get().properties().containsKey("DEVLINKS"), "udev tells the links");
            LOG.info("closing {}", subscription);
        }
        Written absent = host.files().write("/sys/class/scsi_host/host999/scan", "- - 1", deadline);
        check(absent == Written.ABSENT, "no such host is absent");
        Written refused =
                host.files().write("/sys/class/scsi_host/" + scsiHost + "/scan", "x", deadline);
        check(refused == Written.REFUSED, "a scan of nonsense is refused");
        return seen.element().name();
    }

    private Optional<Uevent> await(Signal signal, Queue<Uevent> seen, Uevent.Source source) {
        return deadline.await(
                signal,
                Duration.ofSeconds(60),
                () -> seen.stream().filter(e -> e.source() == source).findFirst());
    }

    private void diskAnswersForItself(String disk) {
        for (int page : List.of(0x00, 0x80, 0x83, 0x83, 0x83)) {
            long began = System.nanoTime();
            Optional<byte[]> answer = host.inquiries().vitalProductData(disk, page, deadline);
            long took = micros(began);
            check(answer.isPresent(), "page " + page + " of " + disk);
            LOG.info("page {}: {} [{} us]", page, HexFormat.of().formatHex(answer.get()), took);
            String kept = "/sys/block/" + disk + "/device/vpd_pg" + String.format("%02x", page);
            host.files()
                    .readBytes(kept)
                    .ifPresent(
                            bytes ->
                                    check(
                                            java.util.Arrays.equals(bytes, answer.get()),
                                            "the page is what sysfs keeps"));
        }
        check(
                host.inquiries().vitalProductData(disk, 0xc5, deadline).isEmpty(),
                "a page that it lacks is unknown");
        check(
                host.inquiries().vitalProductData("sdzzz", 0x83, deadline).isEmpty(),
                "a disk that is not there is unknown");
    }

    // the disk's only path is cut: its commands wait in the kernel until the session is given up
    private void aLostPathHoldsNobody(String disk) {
        Duration limit = Duration.ofSeconds(2);
        long began = System.nanoTime();
        Optional<byte[]> answer =
                host.inquiries().vitalProductData(disk, 0x83, host.tasks().deadline(limit));
        long asked = micros(began);
        String rescan = "/sys/block/" + disk + "/device/rescan";
        Written written = host.files().write(rescan, "1", host.tasks().deadline(limit));
        LOG.info("lost {}: {} [{} us]", disk, answer, asked);
        LOG.info("lost {}: rescan {} [{} us]", disk, written, micros(began) - asked);
        check(answer.isEmpty() && written == Written.UNKNOWN, "neither is known");
        check(micros(began) < 3 * limit.toNanos() / 1000, "both are left at their deadline");
    }

    // the receiver stands still in a filter while the kernel sends more than the queue holds
    private void lostNoticesWakeEverybody() {
        Signal full = host.tasks().signal("queue is full");
        Signal lost = host.tasks().signal("nothing is taken");
        try (var uevents = new NetlinkUevents(host.tasks(), 4096);
                Held stopped =
                        uevents.subscribe(
                                e -> host.tasks().await(full, 0, deadline) && false, lost)) {
            for (int i = 0; i < 500; i++) {
                Written written =
                        host.files().write("/sys/class/mem/null/uevent", "change", deadline);
                check(written == Written.DONE, "a notice is made");
            }
            check(lost.count() == 0, stopped + " takes nothing");
            full.raise();
            check(host.tasks().await(lost, 0, deadline), "lost notices wake everybody");
            LOG.info("lost notices were noticed");
        }
    }

    private void commandsAreQuick() {
        for (int i = 0; i < 12; i++) {
            CommandResult result = host.commands().run(List.of("true"), deadline);
            LOG.info("{} [{} us]", result.describe(), result.took().toNanos() / 1000);
            check(result.exited(0), "true exits 0");
        }
        for (int i = 0; i < 6; i++) {
            CommandResult result =
                    host.commands().run(List.of("iscsiadm", "-m", "session"), deadline);
            LOG.info("iscsiadm -m session [{} us]", result.took().toNanos() / 1000);
            check(result.exited(0), result.describe());
        }
    }

    private static long micros(long began) {
        return (System.nanoTime() - began) / 1000;
    }

    private static void check(boolean so, String what) {
        if (!so) {
            throw new IllegalStateException("not so: " + what);
        }
    }
}
