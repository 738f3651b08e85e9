// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.commands;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SimulatorCommandsTest {
    @Rule public final TemporaryFolder folder = new TemporaryFolder();

    private final SimulatedHost simulated = SimulatedHost.virtual(1);
    private final Fabric fabric = simulated.fabric();
    private final SimulatorCommands commands = new SimulatorCommands(fabric);

    @After
    public void end() {
        simulated.close();
    }

    @Test
    public void theExampleIsOneVolumeOverFourPortals() {
        commands.example();
        assertEquals(1, fabric.volumes().size());
        assertEquals(4, fabric.targets().get(0).portals().size());
        assertEquals(
                fabric.volumes(), List.copyOf(fabric.targets().get(0).group(1).luns().values()));
    }

    @Test
    public void itsConnectionInformationNamesAllPortals() {
        String connection = commands.example();
        fabric.targets()
                .get(0)
                .portals()
                .forEach(p -> assertTrue(connection, connection.contains(p.address())));
    }

    @Test
    public void theExampleCanBeWrittenTwiceToOneFile() throws IOException {
        Path file = folder.getRoot().toPath().resolve("example.json");
        commands.example(file.toString());
        commands.example(file.toString());
        assertEquals(commands.example(), Files.readString(file));
    }

    @Test
    public void noOtherFileIsOverwritten() throws IOException {
        Path file = folder.newFile("precious").toPath();
        Files.writeString(file, "precious");
        assertThrows(IllegalArgumentException.class, () -> commands.example(file.toString()));
        assertEquals("precious", Files.readString(file));
    }

    @Test
    public void aWireIsCutAndMended() {
        commands.example();
        commands.cut("10.10.2.2:3260");
        assertEquals(Wire.CUT, fabric.targets().get(0).portal("10.10.2.2:3260").wire());
        assertEquals(Wire.GOOD, fabric.targets().get(0).portal("10.10.1.2:3260").wire());
        assertTrue(commands.list(), commands.list().contains("10.10.2.2:3260  wire CUT"));
        commands.mend("10.10.2.2:3260");
        assertEquals(Wire.GOOD, fabric.targets().get(0).portal("10.10.2.2:3260").wire());
    }

    @Test
    public void aPortalThatIsNotThereIsNamedAndNotMade() {
        commands.example();
        var failure =
                assertThrows(IllegalArgumentException.class, () -> commands.cut("10.10.9.2:3260"));
        assertTrue(failure.getMessage().contains("10.10.9.2:3260"));
        assertEquals(4, fabric.targets().get(0).portals().size());
    }
}
