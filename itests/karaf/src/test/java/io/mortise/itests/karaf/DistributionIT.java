// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.OptionUtils.combine;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;

import io.mortise.itests.container.ContainerStory;
import io.mortise.itests.container.ExampleVolume;
import javax.inject.Inject;
import javax.management.ObjectName;
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
    private static final String USERS = "etc/users.properties";

    @Inject private BundleContext context;
    @Inject private BootFinished booted;
    @Inject private FeaturesService features;
    @Inject private ConfigurationAdmin configurations;
    @Inject private SessionFactory shells;

    private ContainerStory story;

    @Configuration
    public static Option[] configuration() {
        return combine(
                Containers.karaf("mortise.distribution"),
                editConfigurationFilePut(
                        "etc/system.properties", "mortise.feature", "mortise-simulator"),
                editConfigurationFilePut(USERS, "viewer", "viewer,_g_:viewergroup"),
                editConfigurationFilePut(USERS, "manager", "manager,_g_:managergroup"),
                editConfigurationFilePut(USERS, "admin", "admin,_g_:admingroup"));
    }

    @Before
    public void begin() throws Exception {
        story = new ContainerStory(context);
    }

    @After
    public void end() throws Exception {
        story.close();
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
    public void theShellLetsAViewerLookAndNotTouch() throws Exception {
        var viewer = new Shell(shells, "viewer");
        assertShows(viewer.type("volume:list"), "STATE");
        assertThrows(Exception.class, () -> viewer.type("volume:detach aaaaaaaaaa"));
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
        var volume = ExampleVolume.on(story.fabric(), "roles");
        ObjectName bean = story.connectorBean();
        Object[] attach = {volume.json()};
        String[] text = {String.class.getName()};
        String[] flags = {"boolean", "boolean"};
        var jmx = configurations.getConfiguration("org.apache.karaf.management", "?");
        try (var viewer = new RemoteJmx(jmx, "viewer");
                var manager = new RemoteJmx(jmx, "manager");
                var admin = new RemoteJmx(jmx, "admin")) {
            assertEquals("iscsi", viewer.server().getAttribute(bean, "Protocol"));
            assertThrows(
                    SecurityException.class,
                    () -> viewer.server().invoke(bean, "connectVolume", attach, text));
            manager.server().invoke(bean, "connectVolume", attach, text);
            ObjectName attachment = story.attachmentBean();
            Object[] safely = {false, false};
            assertThrows(
                    SecurityException.class,
                    () -> manager.server().invoke(attachment, "detach", safely, flags));
            admin.server().invoke(attachment, "detach", safely, flags);
        }
        assertThrows(SecurityException.class, () -> new RemoteJmx(jmx, "karaf"));
    }

    private static void assertShows(String text, String... parts) {
        for (String part : parts) {
            assertTrue("no " + part + " in:\n" + text, text.contains(part));
        }
    }
}
