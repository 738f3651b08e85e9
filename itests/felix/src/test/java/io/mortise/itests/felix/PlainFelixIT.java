// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.felix;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;

import io.mortise.itests.container.ContainerStory;
import io.mortise.itests.container.ExampleVolume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
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
import org.osgi.framework.ServiceReference;

/** The bundles of our folder for plain Felix, without Karaf; every test shares one framework. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PlainFelixIT {
    @Inject private BundleContext context;
    @Inject private CommandProcessor gogo;

    private ContainerStory story;

    @Configuration
    public static Option[] configuration() throws IOException {
        List<Option> options = new ArrayList<>(List.of(junitBundles()));
        options.add(
                frameworkProperty("felix.fileinstall.dir")
                        .value(property("exam.folder") + "/load"));
        options.add(frameworkProperty("felix.cm.dir").value(property("exam.folder") + "/cm"));
        for (Path jar : bundles()) {
            options.add(bundle(jar.toUri().toString()));
        }
        return options.toArray(Option[]::new);
    }

    // all but Gogo's interactive shell, which would read the input of the test
    private static List<Path> bundles() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of(property("mortise.bundles")))) {
            return jars.filter(jar -> !jar.getFileName().toString().startsWith("6-"))
                    .sorted()
                    .toList();
        }
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), name);
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

    // peers C.53
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
    public void gogoAttachesShowsAndDetaches() throws Exception {
        var volume = ExampleVolume.on(story.fabric(), "gogo");
        assertShows(type("volume:attach - --json", volume.json()), volume.volume().wwid());
        String id = story.id(volume);
        assertShows(type("volume:list"), id, "ATTACHED", "4/4", "shell");
        assertShows(type("volume:show " + id + " --json"), "\"state\":\"ATTACHED\"");
        assertShows(type("volume:ids"), id);
        assertShows(type("session:list"), volume.target().name(), "LOGGED_IN", id);
        assertShows(type("session:list --json"), volume.portals().get(2));
        assertShows(type("multipath:list"), volume.volume().wwid(), id);
        assertShows(type("simulator:list"), volume.portals().get(3));
        assertShows(type("volume:detach " + id), "may unmap");
        assertFalse(type("volume:list").contains(id));
        var gone = assertThrows(Exception.class, () -> type("volume:show " + id));
        assertShows(gone.getMessage(), id);
    }

    @Test
    public void gogosShellCompletesEveryCommand() throws Exception {
        String profile =
                Files.readString(Path.of(property("mortise.bundles"), "../etc/gosh_profile"));
        for (ServiceReference<?> commands :
                context.getAllServiceReferences(null, "(osgi.command.scope=*)")) {
            if (commands.getBundle().getSymbolicName().equals("io.mortise.shell")) {
                String scope = (String) commands.getProperty("osgi.command.scope");
                for (String name : (String[]) commands.getProperty("osgi.command.function")) {
                    assertShows(profile, "complete -c " + scope + ":" + name + " -e\n");
                }
            }
        }
    }

    private String type(String command) throws Exception {
        return type(command, "");
    }

    private String type(String command, String input) throws Exception {
        var printed = new ByteArrayOutputStream();
        var screen = new PrintStream(printed, true, StandardCharsets.UTF_8);
        var keyboard = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        try (CommandSession session = gogo.createSession(keyboard, screen, screen)) {
            Object answer = session.execute(command);
            return printed.toString(StandardCharsets.UTF_8) + (answer == null ? "" : answer);
        }
    }

    private static void assertShows(String text, String... parts) {
        for (String part : parts) {
            assertTrue("no " + part + " in:\n" + text, text.contains(part));
        }
    }
}
