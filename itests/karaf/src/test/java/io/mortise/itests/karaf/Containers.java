// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.karaf;

import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.vmOptions;
import static org.ops4j.pax.exam.CoreOptions.when;
import static org.ops4j.pax.exam.OptionUtils.combine;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;

import java.io.File;
import org.ops4j.pax.exam.Option;

/** The Karafs that tests run in. */
final class Containers {
    private Containers() {}

    /**
     * A Karaf from the archive that a system property names; Pax Exam gives it ports of its own.
     */
    static Option[] karaf(String archive) {
        return options(
                karafDistributionConfiguration()
                        .frameworkUrl(new File(property(archive)).toURI().toString())
                        .name(archive)
                        .unpackDirectory(new File(property("exam.folder")))
                        .useDeployFolder(false),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
                doNotModifyLogConfiguration(),
                // as bin/setenv has it, which Pax Exam does not read
                vmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                when(Boolean.getBoolean("exam.keep")).useOptions(keepRuntimeFolder()),
                junitBundles());
    }

    /** Our distribution, on the simulator. */
    static Option[] distributionOnSimulator() {
        return combine(
                karaf("mortise.distribution"),
                editConfigurationFilePut(
                        "etc/system.properties", "mortise.feature", "mortise-simulator"));
    }

    static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set; run this test with mvn verify");
        }
        return value;
    }
}
