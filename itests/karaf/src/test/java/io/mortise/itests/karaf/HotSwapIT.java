// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.ops4j.pax.exam.OptionUtils.combine;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;

import io.mortise.itests.container.HotSwapCases;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.Repository;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** Hot swap in Karaf. Links to no bundle of Mortise, or it would be refreshed with it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotSwapIT extends HotSwapCases {
    // keeps the imagined computer when the feature that needs it goes; with the fragment, or the
    // port would be refreshed for want of it, and the simulator with the port
    private static final String COMPUTER =
            """
            <features name="computer" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0">
              <feature name="computer" version="1">
                <feature>scr</feature>
                <bundle>mvn:io.mortise/host/%1$s</bundle>
                <bundle>mvn:io.mortise/simulator/%1$s</bundle>
                <bundle>mvn:io.mortise/one-host/%1$s/jar/simulator</bundle>
              </feature>
            </features>
            """;

    @Inject private BootFinished booted;
    @Inject private FeaturesService features;

    @Configuration
    public static Option[] configuration() {
        return combine(
                Containers.distributionOnSimulator(),
                editConfigurationFilePut(
                        "etc/system.properties",
                        "mortise.version",
                        Containers.property("mortise.version")));
    }

    @Test
    public void uninstallingTheFeatureLeavesWhatIsAttachedAndInstallingItFindsIt()
            throws Exception {
        File repository = repository();
        features.addRepository(repository.toURI());
        install("computer");
        try {
            story().isAwayAndBack(
                            () -> features.uninstallFeature("mortise-simulator"),
                            () -> install("mortise-simulator"));
        } finally {
            features.uninstallFeature("computer");
            features.removeRepository(repository.toURI());
        }
    }

    // once, on a machine under load, Karaf knew none of its repositories any more
    private void install(String feature) throws Exception {
        try {
            features.installFeature(feature);
        } catch (Exception failure) {
            List<URI> known =
                    Stream.of(features.listRepositories()).map(Repository::getURI).toList();
            throw new AssertionError("Karaf knows the repositories " + known, failure);
        }
    }

    private static File repository() throws IOException {
        Path file = Path.of(System.getProperty("karaf.data"), "computer.xml");
        Files.writeString(file, COMPUTER.formatted(System.getProperty("mortise.version")));
        return file.toFile();
    }

    @Test
    public void theDemosBundleGoesAndComesWithAVolumeAttached() throws Exception {
        install("mortise-demo");
        try {
            story().standingVolumeStays("demo");
        } finally {
            features.uninstallFeature("mortise-demo");
        }
    }
}
