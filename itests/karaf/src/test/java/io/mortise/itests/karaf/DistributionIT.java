// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.OptionUtils.combine;

import io.mortise.itests.container.ContainerStory;
import io.mortise.itests.container.ExampleVolume;
import io.mortise.itests.container.Waiting;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** Our distribution, on the simulator, as one that is used: every test shares it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DistributionIT {
    @Inject private BundleContext context;
    @Inject private BootFinished booted;
    @Inject private FeaturesService features;
    @Inject private ConfigurationAdmin configurations;
    @Inject private SessionFactory shells;

    private ContainerStory story;

    @Configuration
    public static Option[] configuration() {
        return combine(Containers.distributionOnSimulator(), Roles.users());
    }

    @Before
    public void begin() throws Exception {
        story = new ContainerStory(context);
    }

    @After
    public void end() throws Exception {
        story.end();
    }

    @Test
    public void everyBundleIsActive() {
        story.everyBundleIsActive();
    }

    @Test
    public void aVolumeIsAttachedOverFourPathsAndDetachedWithNothingLeft() throws Exception {
        story.fourPathsComeAndGo();
    }

    @Test
    public void mBeansComeAndGoWithWhatTheyStandFor() throws Exception {
        story.beansComeAndGo();
    }

    @Test
    public void sessionsAndMapsThatOthersMadeHaveMBeansToo() throws Exception {
        story.strangersHaveBeans();
    }

    @Test
    public void aChangedConfigurationIsTakenAndABadValueKeepsTheLastGoodOne() throws Exception {
        story.configurationIsTaken();
    }

    @Test
    public void whatIsWrongWithTheEnginesConfigurationIsTold() throws Exception {
        story.problemsOfTheEngineAreTold();
    }

    @Test
    public void aVolumeThatIsAttachedWhileTheEngineIsReplacedIsFoundAgain() throws Exception {
        story.engineIsReplaced();
    }

    @Test
    public void theShellAttachesShowsAndDetaches() throws Exception {
        var volume = ExampleVolume.on(story.fabric(), "shell");
        var shell = new Shell(shells, "admin", "manager", "viewer");
        String json = shell.type("volume:attach --json -", volume.json());
        assertTrue(json, json.contains("\"multipath_id\":\"" + volume.volume().wwid()));
        String id = story.id(volume);
        assertShows(shell.type("volume:list"), id, "ATTACHED", "4/4", "64 MiB", "shell");
        assertShows(shell.type("volume:list --json"), "\"id\":\"" + id + "\"");
        assertShows(shell.type("volume:show " + id), id, volume.portals().get(3), "ACTIVE");
        assertShows(shell.type("volume:show --json " + id), "\"state\":\"ATTACHED\"");
        assertShows(shell.type("session:list"), volume.target().name(), "LOGGED_IN", id);
        assertShows(shell.type("session:list --json"), volume.portals().get(2));
        assertShows(shell.type("multipath:list"), volume.volume().wwid(), id);
        assertShows(shell.type("multipath:list --json"), volume.volume().wwid());
        assertShows(shell.type("volume:detach " + id), "may unmap");
        assertFalse(shell.type("volume:list").contains(id));
    }

    @Test
    public void aCommandThatFailsSaysWhy() {
        var shell = new Shell(shells, "admin", "manager", "viewer");
        var unknown = assertThrows(Exception.class, () -> shell.type("volume:show aaaaaaaaaa"));
        assertShows(unknown.getMessage(), "aaaaaaaaaa", "volume:list");
        var noLun = "{\"target_portal\": \"10.0.0.2:3260\", \"target_iqn\": \"word\"}";
        var bad = assertThrows(Exception.class, () -> shell.type("volume:attach -", noLun));
        assertShows(bad.getMessage(), "BAD_INPUT", "target_iqn");
    }

    @Test
    public void theArrayIsScriptedFromTheShell() throws Exception {
        var shell = new Shell(shells, "admin");
        assertShows(shell.type("simulator:example"), "target_portals");
        assertShows(shell.type("simulator:cut 10.10.2.2:3260"), "CUT");
        assertShows(shell.type("simulator:list"), "10.10.2.2:3260  wire CUT", "LUN 1 = example");
        assertShows(shell.type("simulator:mend 10.10.2.2:3260"), "GOOD");
    }

    @Test
    public void theRealHostIsRefusedWhileTheSimulatorIsThere() throws Exception {
        assertTrue(features.isInstalled(features.getFeature("mortise-simulator")));
        assertThrows(Exception.class, () -> features.installFeature("mortise"));
        assertFalse(features.isInstalled(features.getFeature("mortise")));
        story.everyBundleIsActive();
    }

    @Test
    public void overJmxViewersReadManagersAttachAndAdminsDoAll() throws Exception {
        roles().overJmx();
    }

    @Test
    public void inTheShellViewersLookManagersAttachAndAdminsDoAll() throws Exception {
        roles().inTheShell();
    }

    @Test
    public void everyOperationOverJmxHasARuleThatNamesItAndIsHeldTo() throws Exception {
        roles().everyOperationByItsRule();
    }

    @Test
    public void everyCommandOfTheShellHasARuleThatNamesItAndIsHeldTo() throws Exception {
        roles().everyCommandByItsRule(context);
    }

    @Test
    public void aChangedAccessListActsWhileItRuns() throws Exception {
        try (var waiting = new Waiting(context)) {
            roles().changedListsActWhileItRuns(waiting);
        }
    }

    @Test
    public void filesAreReadAndWrittenFromTheShellByAdminsOnly() throws Exception {
        doors().filesAreForAdmins();
    }

    @Test
    public void programsAndObjectsOfTheProcessAreForAdminsOnly() throws Exception {
        doors().programsAndObjectsAreForAdmins();
    }

    @Test
    public void karafItselfIsChangedFromTheShellByAdminsOnly() throws Exception {
        doors().karafIsChangedByAdmins();
    }

    @Test
    public void karafItselfIsChangedOverJmxByAdminsOnly() throws Exception {
        doors().overJmx(port());
    }

    @Test
    public void whatViewersNeedToLookTheyHave() throws Exception {
        doors().viewersLook();
    }

    private KarafDoors doors() {
        return new KarafDoors(shells, configurations);
    }

    private int port() throws IOException {
        var jmx = configurations.getConfiguration("org.apache.karaf.management", "?");
        return Integer.parseInt((String) jmx.getProperties().get("rmiRegistryPort"));
    }

    private Roles roles() throws IOException {
        return new Roles(story, port(), shells);
    }

    private static void assertShows(String text, String... parts) {
        for (String part : parts) {
            assertTrue("no " + part + " in:\n" + text, text.contains(part));
        }
    }
}
