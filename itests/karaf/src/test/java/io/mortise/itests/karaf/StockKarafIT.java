// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.ops4j.pax.exam.CoreOptions.url;
import static org.ops4j.pax.exam.OptionUtils.combine;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFileExtend;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.features;

import io.mortise.itests.container.ContainerStory;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
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

/** The features repository in Karaf as Apache ships it; nothing of our distribution is there. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class StockKarafIT {
    @Inject private BundleContext context;
    @Inject private BootFinished booted;

    private ContainerStory story;

    /** Our artifacts come from the folder that the build left them in, as from a repository. */
    @Configuration
    public static Option[] configuration() {
        var repository = new File(Containers.property("mortise.repository"));
        return combine(
                Containers.karaf("stock.distribution"),
                editConfigurationFileExtend(
                        "etc/org.ops4j.pax.url.mvn.cfg",
                        "org.ops4j.pax.url.mvn.defaultRepositories",
                        repository.toURI() + "@id=mortise@snapshots"),
                features(
                        url(
                                "mvn:io.mortise/features/%s/xml/features"
                                        .formatted(Containers.property("mortise.version"))),
                        "mortise-simulator"));
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
    public void theFeatureBringsConfigurationAndAccessLists() {
        var etc = Path.of(System.getProperty("karaf.etc"));
        assertEquals(
                List.of(),
                List.of(
                                "io.mortise.iscsi.cfg",
                                "io.mortise.engine.cfg",
                                "io.mortise.management.cfg",
                                "jmx.acl.io.mortise.cfg",
                                "org.apache.karaf.command.acl.volume.cfg")
                        .stream()
                        .filter(file -> !Files.exists(etc.resolve(file)))
                        .toList());
    }

    @Test
    public void aVolumeIsAttachedOverFourPathsAndDetachedWithNothingLeft() throws Exception {
        story.fourPathsComeAndGo();
    }
}
