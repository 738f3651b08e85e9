// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import io.mortise.api.ConnectorProperties;
import io.mortise.api.Iqn;
import io.mortise.host.Host;
import io.mortise.host.HostFiles;
import io.mortise.iscsi.settings.IscsiSettings;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This host as an iSCSI initiator. */
final class Initiator {
    private static final Logger LOG = LoggerFactory.getLogger(Initiator.class);
    private static final String FILE = "/etc/iscsi/initiatorname.iscsi";
    private static final Pattern LINE = Pattern.compile("\\s*InitiatorName\\s*=\\s*(\\S+)\\s*");

    private final HostFiles files;

    Initiator(Host host) {
        this.files = host.files();
    }

    ConnectorProperties properties(IscsiSettings settings) {
        return new ConnectorProperties(
                files.read(FILE).flatMap(Initiator::name),
                text(settings.ip()),
                text(settings.hostName()).orElseGet(this::kernelName),
                platform(System.getProperty("os.arch", "")),
                "linux",
                settings.multipath(),
                settings.enforceMultipath());
    }

    private static Optional<String> text(String configured) {
        return Optional.of(configured).filter(text -> !text.isEmpty());
    }

    private String kernelName() {
        return files.read("/proc/sys/kernel/hostname").map(String::strip).orElse("");
    }

    static Optional<Iqn> name(String text) {
        return text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .flatMap(name -> parsed(name).stream())
                .findFirst();
    }

    private static Optional<Iqn> parsed(String name) {
        try {
            return Optional.of(Iqn.parse(name));
        } catch (IllegalArgumentException notOne) {
            LOG.warn("{}: {}", FILE, notOne.getMessage());
            return Optional.empty();
        }
    }

    /** As {@code uname -m} says it, which is how control planes know it. */
    static String platform(String architecture) {
        return switch (architecture) {
            case "amd64" -> "x86_64";
            case "x86" -> "i686";
            default -> architecture;
        };
    }
}
