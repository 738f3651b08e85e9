// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.ConnectorProperties;
import io.mortise.api.Iqn;
import io.mortise.api.LunAddressing;
import io.mortise.api.Reason;
import io.mortise.api.VolumeConnector;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.Test;

/** LUN numbers of all kinds, and what can be asked of a connector besides attaching. */
public class NumbersAndLinksTest extends Story {
    private VolumeConnector connector() {
        return world.mortise().connector();
    }

    private static List<String> links(String lun) {
        return IntStream.range(0, 4)
                .mapToObj(
                        k ->
                                "/dev/disk/by-path/ip-%s-iscsi-%s-lun-%s"
                                        .formatted(World.address(k), IQN, lun))
                .toList();
    }

    private List<String> volumePaths(int number) {
        VolumeConnector connector = connector();
        return world.call(() -> connector.volumePaths(lun(number)));
    }

    // os-brick D.41
    // os-brick D.42
    @Test
    public void aNumberInFlatSpaceAddressingIsTheSameInTheScanTheDiskTheLinkAndTheDetach() {
        int number = LunAddressing.SAM2.lun(300).number();
        world.target().lun(number, world.data());
        Attachment attachment = world.attach(lun(number));
        List<String> scans =
                world.calls(Call.WRITE).stream()
                        .map(line -> line.call().subject())
                        .filter(subject -> subject.contains("/scan"))
                        .toList();
        assertEquals(4, scans.size());
        assertTrue(scans.toString(), scans.stream().allMatch(s -> s.endsWith("\"0 0 16684\"")));
        assertTrue(world.disk(0, 16684).isPresent());
        world.settled();
        assertEquals(links("0x412c000000000000"), volumePaths(number));
        Mortise mortise = world.mortise();
        assertEquals(
                "found by the same connection information",
                Optional.of(attachment.id()),
                world.call(() -> mortise.detach(lun(number))).id());
    }

    // os-brick D.41
    @Test
    public void theLargestNumberThatIsWrittenAsItIsAndTheSmallestThatIsNot() {
        for (int number : new int[] {255, 256}) {
            world.target().lun(number, world.data());
            Attachment attachment = world.attach(lun(number));
            world.settled();
            assertEquals(links(number == 255 ? "255" : "0x0100000000000000"), volumePaths(number));
            world.detach(attachment);
        }
    }

    @Test
    public void thePathsOfAVolumeThatIsNotThereAreNoneAndNothingIsLoggedInTo() {
        assertEquals(List.of(), volumePaths(1));
        assertEquals(List.of(), world.commands());
        assertEquals(List.of(), world.calls(Call.WRITE));
    }

    @Test
    public void onlyThePathsThatAreThereAreTold() {
        world.portal(2).refuse();
        Attachment attachment = world.attach(lun(1));
        world.settled();
        assertEquals(
                List.of(links("1").get(0), links("1").get(1), links("1").get(3)), volumePaths(1));
        world.portal(2).mend();
        world.detach(attachment);
    }

    @Test
    public void whatIsInTheSearchPathIsAvailableWhoeverAttachedIt() {
        VolumeConnector connector = connector();
        assertEquals(Optional.of("/dev/disk/by-path"), connector.searchPath());
        assertEquals("no folder", List.of(), world.call(connector::availableVolumes));
        int session = world.fabric().neighbour().login(world.portal(0));
        world.fabric().neighbour().scan(session, 2);
        world.settled();
        world.remember();
        Attachment attachment = world.attach(lun(1));
        world.settled();
        List<String> all = world.call(connector::availableVolumes);
        assertTrue(all.toString(), all.containsAll(links("1")));
        assertTrue(all.toString(), all.contains(links("2").get(0)));
        world.detach(attachment);
    }

    private boolean valid(String path) {
        VolumeConnector connector = connector();
        return world.call(() -> connector.isValidDevice(path));
    }

    @Test
    public void aDeviceIsValidIfItsFirstBlockCanBeReadAtThisMoment() {
        assertFalse(valid("/dev/dm-0"));
        Attachment attachment = world.attach(lun(1));
        world.settled();
        String disk = "/dev/" + world.disk(0, 1).orElseThrow();
        int commands = world.commands().size();
        assertTrue(valid("/dev/dm-0"));
        assertTrue(valid(attachment.device().orElseThrow().stablePath()));
        assertTrue(valid(disk));
        assertFalse(valid("/etc/passwd"));
        assertFalse(valid("/dev/../etc/passwd"));
        world.portal(0).cut();
        Duration took = world.time(() -> assertFalse("a path that is cut", valid(disk)));
        assertTrue(took.toString(), took.toSeconds() <= 5);
        assertTrue("over the other paths", valid("/dev/dm-0"));
        assertEquals("no program was run", commands, world.commands().size());
        world.portal(0).mend();
        world.pass(Duration.ofSeconds(30));
        world.detach(attachment);
    }

    @Test
    public void theConnectorTellsAControlPlaneWhoThisHostIs() {
        world.set("ip", "2001:DB8:0::7").set("host.name", "node-7").set("multipath", false);
        VolumeConnector connector = connector();
        ConnectorProperties properties = world.call(connector::connectorProperties);
        assertEquals(Optional.of("2001:db8::7"), properties.ip());
        assertEquals("node-7", properties.host());
        assertEquals("linux", properties.osType());
        assertFalse(properties.multipath());
        assertTrue(properties.initiator().map(Iqn::name).orElse("").startsWith("iqn."));
    }

    @Test
    public void withoutConfigurationTheHostIsNamedByItsKernelAndTellsNoAddress() {
        VolumeConnector connector = connector();
        ConnectorProperties properties = world.call(connector::connectorProperties);
        assertEquals(Optional.empty(), properties.ip());
        assertEquals("simulated", properties.host());
        assertTrue(properties.multipath());
    }

    @Test
    public void whatCantBeReadOfTheHostIsAFailureOfTheInterface() {
        VolumeConnector connector = connector();
        world.simulated()
                .faults(
                        call ->
                                call.operation().equals(Call.READ)
                                                || call.operation().equals(Call.LIST)
                                        ? Fault.fail(HostFailure.Kind.REFUSED)
                                        : Fault.PASS);
        for (Supplier<?> question :
                List.<Supplier<?>>of(
                        connector::connectorProperties,
                        connector::availableVolumes,
                        () -> connector.volumePaths(lun(1)))) {
            VolumeException failure =
                    assertThrows(VolumeException.class, () -> world.call(question));
            assertEquals(Reason.HOST_FAILED, failure.reason());
        }
        world.simulated().faults(call -> Fault.PASS);
    }

    @Test
    public void noLinkIsLeftWhenADetachAnswersThoughUdevHasNotComeToIt() {
        Attachment attachment = world.attach(lun(1));
        world.settled();
        world.fabric().latencies(Latencies.lab().withUdevOther(Duration.ofSeconds(90)));
        world.detach(attachment);
        assertEquals(List.of(), world.ours().links());
        world.fabric().latencies(Latencies.lab());
    }
}
