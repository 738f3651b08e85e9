// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.fuzz;

import io.mortise.api.NamesTarget;
import io.mortise.cinder.ConnectionTarget;
import io.mortise.cinder.DetachRequestTarget;
import io.mortise.engine.journal.JournalTarget;
import io.mortise.engine.journal.LineTarget;
import io.mortise.engine.journal.TrailTarget;
import io.mortise.engine.locks.LockNameTarget;
import io.mortise.iscsi.InitiatorTarget;
import io.mortise.iscsi.attach.ResolverTarget;
import io.mortise.iscsi.discovery.OfferTarget;
import io.mortise.iscsi.node.NodeFilesTarget;
import io.mortise.iscsi.node.RecordTarget;
import io.mortise.iscsi.node.SecretFileTarget;
import io.mortise.iscsi.node.ToolTarget;
import io.mortise.linux.KernelTarget;
import io.mortise.linux.MachineTarget;
import io.mortise.management.DoorTarget;
import io.mortise.scsi.IdentityTarget;
import io.mortise.scsi.ProcTarget;
import io.mortise.scsi.ProcessTarget;
import io.mortise.scsi.SysfsTarget;
import io.mortise.scsi.multipath.DaemonTarget;
import io.mortise.shell.ConsoleTarget;
import io.mortise.shell.gogo.ShellTarget;
import io.mortise.spi.ConfigurationTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All targets, each with the folders of captured outputs that it begins with. */
enum Target {
    CONNECTION(ConnectionTarget.class, ConnectionTarget::fuzzerTestOneInput),
    DETACH_REQUEST(DetachRequestTarget.class, DetachRequestTarget::fuzzerTestOneInput),
    TRAIL(TrailTarget.class, TrailTarget::fuzzerTestOneInput),
    LINE(LineTarget.class, LineTarget::fuzzerTestOneInput),
    RECORD(
            RecordTarget.class,
            RecordTarget::fuzzerTestOneInput,
            "bundles/iscsi/src/test/resources/open-iscsi-2.1.8",
            "itests/lab/fixtures/open-iscsi-2.1.8"),
    OFFER(
            OfferTarget.class,
            OfferTarget::fuzzerTestOneInput,
            "bundles/iscsi/src/test/resources/open-iscsi-2.1.8",
            "itests/lab/fixtures/open-iscsi-2.1.8"),
    INITIATOR(InitiatorTarget.class, InitiatorTarget::fuzzerTestOneInput),
    SYSFS(SysfsTarget.class, SysfsTarget::fuzzerTestOneInput),
    IDENTITY(
            IdentityTarget.class,
            IdentityTarget::fuzzerTestOneInput,
            "bundles/scsi/src/test/resources/linux/6.1"),
    PROC(
            ProcTarget.class,
            ProcTarget::fuzzerTestOneInput,
            "bundles/scsi/src/test/resources/linux/6.1",
            "itests/lab/fixtures/util-linux-2.38.1"),
    DAEMON(
            DaemonTarget.class,
            DaemonTarget::fuzzerTestOneInput,
            "bundles/scsi/src/test/resources/multipath-tools/0.9.4"),
    KERNEL(
            KernelTarget.class,
            KernelTarget::fuzzerTestOneInput,
            "bundles/linux/src/test/resources/uevents",
            "bundles/scsi/src/test/resources/linux/6.1"),
    CONFIGURATION(ConfigurationTarget.class, ConfigurationTarget::fuzzerTestOneInput),
    NAMES(NamesTarget.class, NamesTarget::fuzzerTestOneInput),
    DOOR(DoorTarget.class, DoorTarget::fuzzerTestOneInput),
    SHELL(ShellTarget.class, ShellTarget::fuzzerTestOneInput),
    PROCESS(ProcessTarget.class, ProcessTarget::fuzzerTestOneInput),
    NODE_FILES(NodeFilesTarget.class, NodeFilesTarget::fuzzerTestOneInput),
    SECRET_FILE(SecretFileTarget.class, SecretFileTarget::fuzzerTestOneInput),
    TOOL(ToolTarget.class, ToolTarget::fuzzerTestOneInput, "itests/lab/fixtures/open-iscsi-2.1.8"),
    RESOLVER(ResolverTarget.class, ResolverTarget::fuzzerTestOneInput),
    CONSOLE(ConsoleTarget.class, ConsoleTarget::fuzzerTestOneInput),
    LOCK_NAME(LockNameTarget.class, LockNameTarget::fuzzerTestOneInput),
    JOURNAL(JournalTarget.class, JournalTarget::fuzzerTestOneInput),
    MACHINE(MachineTarget.class, MachineTarget::fuzzerTestOneInput);

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private final Class<?> type;
    private final Consumer<byte[]> body;
    private final List<String> captured;

    Target(Class<?> type, Consumer<byte[]> body, String... captured) {
        this.type = type;
        this.body = body;
        this.captured = List.of(captured);
    }

    void feed(byte[] input) {
        body.accept(input);
    }

    String type() {
        return type.getName();
    }

    /** As it stands in file names and on the command line. */
    String shown() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where what was found to be of use is kept. */
    Path corpus() {
        return Path.of("src/test/resources/corpus", shown()).toAbsolutePath();
    }

    /** Folders with what real tools printed. */
    List<Path> captured() {
        return captured.stream().map(ROOT::resolve).toList();
    }

    /** The kept and the captured inputs. */
    List<Path> inputs() {
        return Stream.concat(Stream.of(corpus()), captured().stream())
                .flatMap(folder -> files(folder).stream())
                .toList();
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
