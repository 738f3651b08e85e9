// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.commands;

import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Portal;
import io.mortise.simulator.fabric.PortalGroup;
import io.mortise.simulator.fabric.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The scope {@code simulator} in Karaf's shell and in Gogo: {@code example [FILE]}, {@code list},
 * {@code cut PORTAL}, {@code mend PORTAL}. Each answers with the text to print.
 */
@Component(
        service = SimulatorCommands.class,
        property = {
            "osgi.command.scope=simulator",
            "osgi.command.function=example",
            "osgi.command.function=list",
            "osgi.command.function=cut",
            "osgi.command.function=mend"
        })
public final class SimulatorCommands {
    private final Fabric fabric;

    @Activate
    public SimulatorCommands(@Reference Fabric fabric) {
        this.fabric = fabric;
    }

    /** Scripts the example array; gives the connection information of its volume. */
    public String example() {
        return ExampleArray.on(fabric);
    }

    /** The same, with the connection information in a file; nothing else is overwritten. */
    public String example(String file) {
        String connection = ExampleArray.on(fabric);
        var path = Path.of(file);
        try {
            if (Files.exists(path) && !Files.readString(path).equals(connection)) {
                throw new IllegalArgumentException(
                        file + " exists and holds something else; name another file.");
            }
            Files.writeString(path, connection);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Connection information can't be written to " + file + ": " + e, e);
        }
        return "The volume "
                + ExampleArray.VOLUME
                + " is offered over four portals; its connection information is in "
                + file
                + ".";
    }

    /** The portals of all targets, with the state of their wires and the volumes behind them. */
    public String list() {
        return fabric.targets().stream()
                .map(SimulatorCommands::target)
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** Pulls the cable of a portal. */
    public String cut(String address) {
        Portal portal = portal(address);
        portal.cut();
        return line(portal);
    }

    /** Ends whatever is wrong with the wire to a portal. */
    public String mend(String address) {
        Portal portal = portal(address);
        portal.mend();
        return line(portal);
    }

    private static String target(Target target) {
        List<String> lines = target.portals().stream().map(p -> "  " + line(p)).toList();
        return target.name() + System.lineSeparator() + String.join(System.lineSeparator(), lines);
    }

    private static String line(Portal portal) {
        return portal.address() + "  wire " + portal.wire() + luns(portal.group());
    }

    private static String luns(PortalGroup group) {
        return group.luns().entrySet().stream()
                .map(lun -> "  LUN " + lun.getKey() + " = " + lun.getValue().name())
                .collect(Collectors.joining());
    }

    private Portal portal(String address) {
        return fabric.targets().stream()
                .flatMap(target -> target.portals().stream())
                .filter(portal -> portal.address().equals(address))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "There is no portal "
                                                + address
                                                + "; simulator:list shows all."));
    }
}
