// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.system;

import io.mortise.host.CommandResult;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.LocalSocket;
import io.mortise.host.Written;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Portal;
import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.fabric.Volume;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The lab's target, imagined: four portals, LUN 1 and 2, the volumes of the fixtures. */
public final class Lab implements AutoCloseable {
    public static final String IQN = "iqn.2003-01.org.example:lab";
    public static final String WWID = "36001405a0b1c201e4f54a6b8c7d9e0f1";
    public static final long SIZE = 64 << 20;
    private static final Duration LONG = Duration.ofMinutes(10);

    private final SimulatedHost simulated = SimulatedHost.virtual(1);
    private final Fabric fabric = ScriptedFabric.on(simulated.computer());
    private final Target target = fabric.target(IQN);
    private final Volume volume =
            fabric.volume("vol0", SIZE, "a0b1c201-e4f5-4a6b-8c7d-9e0f1a2b3c4d");

    public Lab() {
        for (int k = 0; k < 4; k++) {
            portal(k);
        }
        target.lun(1, volume)
                .lun(2, fabric.volume("vol1", SIZE, "a0b1c202-e4f5-4a6b-8c7d-9e0f1a2b3c4d"));
    }

    public Fabric fabric() {
        return fabric;
    }

    public Target target() {
        return target;
    }

    public Volume volume() {
        return volume;
    }

    public SimulatedHost simulated() {
        return simulated;
    }

    public Portal portal(int k) {
        return target.portal("10.10." + k + ".2:3260");
    }

    /** Runs a body as a task on the host. */
    public <T> T on(Supplier<T> body) {
        return simulated.call(body).orElseThrow();
    }

    private Host host() {
        return simulated.host();
    }

    private Deadline deadline() {
        return host().tasks().deadline(LONG);
    }

    public CommandResult run(String... argv) {
        return run(List.of(argv));
    }

    public CommandResult run(List<String> argv) {
        return on(() -> host().commands().run(argv, deadline()));
    }

    public CommandResult killedAfter(Duration limit, String... argv) {
        return on(() -> host().commands().run(List.of(argv), host().tasks().deadline(limit)));
    }

    /** A command during which something happens after a while. */
    public CommandResult meanwhile(Duration after, Runnable event, String... argv) {
        return on(
                () -> {
                    var tasks = host().tasks();
                    tasks.fork(
                            "event",
                            () -> {
                                tasks.await(tasks.signal("its time"), 0, tasks.deadline(after));
                                event.run();
                                return true;
                            });
                    return host().commands().run(List.of(argv), deadline());
                });
    }

    public Written write(String attribute, String text) {
        return write(attribute, text, LONG);
    }

    public Written write(String attribute, String text, Duration limit) {
        return on(() -> host().files().write(attribute, text, host().tasks().deadline(limit)));
    }

    public String read(String path) {
        return on(() -> host().files().read(path)).orElse("(absent)").strip();
    }

    public List<String> list(String folder) {
        return on(() -> host().files().list(folder));
    }

    public boolean exists(String path) {
        return on(() -> host().files().exists(path));
    }

    public Optional<String> realPath(String path) {
        return on(() -> host().files().realPath(path));
    }

    public Optional<byte[]> page(String disk, int page) {
        return on(() -> host().inquiries().vitalProductData(disk, page, deadline()));
    }

    /** A file of another program, there at once. */
    public void file(String path, String text) {
        simulated
                .computer()
                .inside(
                        () -> {
                            simulated.computer().tree().file(path, text);
                            return true;
                        });
    }

    public void pass(Duration time) {
        simulated.pass(time);
    }

    /** Lets so much time pass that udev and multipathd have done what they had to do. */
    public void settle() {
        pass(Duration.ofSeconds(10));
    }

    /** The record as our own code writes it. */
    public void record(String target, String portal, String... more) {
        int colon = portal.lastIndexOf(':');
        String address = portal.substring(0, colon);
        String port = portal.substring(colon + 1);
        file(
                "/etc/iscsi/nodes/" + target + "/" + address + "," + port,
                "node.name = "
                        + target
                        + "\nnode.tpgt = -1\nnode.startup = manual\n"
                        + "iface.iscsi_ifacename = default\niface.transport_name = tcp\n"
                        + "node.discovery_type = static\n"
                        + "node.session.initial_login_retry_max = 1\n"
                        + "node.session.scan = manual\n"
                        + "node.conn[0].address = "
                        + address
                        + "\nnode.conn[0].port = "
                        + port
                        + "\nnode.conn[0].startup = manual\n"
                        + "node.conn[0].timeo.login_timeout = 3\n"
                        + String.join("\n", more));
    }

    /** Records of the first so many portals. */
    public void records(int count) {
        for (int k = 0; k < count; k++) {
            record(IQN, portal(k).address());
        }
    }

    /** Sessions through all four portals. */
    public void login() {
        records(4);
        expect(run("iscsiadm", "-m", "node", "-T", IQN, "--login"));
    }

    /** Sessions, the disks of LUN 1, and its map with four paths. */
    public void attach() {
        login();
        attach(1);
    }

    /** The disks of a LUN on all sessions, and its map. */
    public void attach(int lun) {
        for (int k = 0; k < 4; k++) {
            write("/sys/class/scsi_host/host" + k + "/scan", "0 0 " + lun);
        }
        settle();
    }

    private static void expect(CommandResult result) {
        if (!result.exited(0)) {
            throw new AssertionError(result.describe() + result.err());
        }
    }

    /** A request over multipathd's socket. */
    public String ask(String request) {
        return on(
                () -> {
                    String name = "/org/kernel/linux/storage/multipathd";
                    try (LocalSocket socket = host().sockets().connect(name, deadline())) {
                        byte[] text = (request + "\0").getBytes(StandardCharsets.UTF_8);
                        socket.send(
                                ByteBuffer.allocate(8 + text.length)
                                        .order(ByteOrder.LITTLE_ENDIAN)
                                        .putLong(text.length)
                                        .put(text)
                                        .array());
                        int length =
                                (int)
                                        ByteBuffer.wrap(socket.receive(8))
                                                .order(ByteOrder.LITTLE_ENDIAN)
                                                .getLong();
                        byte[] reply = socket.receive(length);
                        return new String(reply, 0, length - 1, StandardCharsets.UTF_8);
                    }
                });
    }

    @Override
    public void close() {
        simulated.close();
    }
}
