// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.api.Portal;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.HostFiles;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * open-iscsi's records of portals that are asked for targets, {@code
 * send_targets/IP,PORT/st_config}: the only place from which a discovery takes its credentials.
 * Ours is there for the time of one discovery; those of others are left as they are. Thread-safe.
 */
public final class DiscoveryRecords {
    private static final String PREFIX = "discovery.sendtargets.";
    private static final String BEGINNING = PREFIX + "auth";
    private static final String OURS = "# of Mortise, for the time of one discovery";

    private final HostFiles files;
    private final NodeRecords nodes;
    private final Draft draft;

    public DiscoveryRecords(Host host) {
        this.files = host.files();
        this.nodes = new NodeRecords(host);
        this.draft = new Draft(host.files());
    }

    /**
     * Waits until nobody works on records; a lock that a killed program left is dealt with.
     *
     * @throws VolumeException NODE_DB_LOCKED
     */
    public void await(Deadline deadline) {
        nodes.lock(deadline).close();
    }

    /**
     * Writes one, unless somebody else has one there with the same credentials.
     *
     * @param timeout of one attempt to connect
     * @throws VolumeException LOGIN_FAILED if somebody else has one with others, NODE_DB_LOCKED
     */
    @SuppressWarnings("try") // the lock is only to be held
    public void write(Portal portal, Credentials credentials, Duration timeout, Deadline deadline) {
        try (Held lock = nodes.lock(deadline)) {
            Optional<String> there = files.read(path(portal));
            if (there.isPresent() && !there.get().contains(OURS)) {
                same(portal, there.get(), credentials);
                return;
            }
            files.makeDirectories(folder(portal));
            draft.replace(path(portal), text(portal, credentials, timeout));
        }
    }

    private void same(Portal portal, String text, Credentials credentials) {
        Map<String, String> there = RecordText.parse(text);
        boolean same =
                credentials.settings(BEGINNING).entrySet().stream()
                        .allMatch(s -> s.getValue().equals(there.getOrDefault(s.getKey(), "")));
        if (!same) {
            throw VolumeException.pointless(
                    Reason.LOGIN_FAILED,
                    "open-iscsi's record of discovery at "
                            + portal
                            + " was made by somebody else and holds other credentials; it is not"
                            + " overwritten, since it could not be put back",
                    "Delete it (iscsiadm -m discoverydb -t sendtargets -p "
                            + portal
                            + " -o delete) or correct it, or give all portals of the volume, for"
                            + " which nothing has to be discovered.");
        }
    }

    /**
     * Removes ours, if it is there.
     *
     * @return whether it was
     */
    @SuppressWarnings("try") // the lock is only to be held
    public boolean remove(Portal portal, Deadline deadline) {
        try (Held lock = nodes.lock(deadline)) {
            if (files.read(path(portal)).filter(text -> text.contains(OURS)).isEmpty()) {
                return false;
            }
            files.remove(path(portal));
            if (files.list(folder(portal)).isEmpty()) {
                files.remove(folder(portal));
            }
            return true;
        }
    }

    private static String text(Portal portal, Credentials credentials, Duration timeout) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("discovery.startup", "manual");
        settings.put("discovery.type", "sendtargets");
        settings.put(PREFIX + "address", portal.address());
        settings.put(PREFIX + "port", String.valueOf(portal.port()));
        settings.putAll(credentials.settings(BEGINNING));
        settings.put(PREFIX + "timeo.login_timeout", String.valueOf(timeout.toSeconds()));
        settings.put(PREFIX + "reopen_max", "1");
        settings.values().removeIf(String::isEmpty);
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                .collect(
                        Collectors.joining(
                                "", "# BEGIN RECORD 2.1.8\n" + OURS + "\n", "# END RECORD\n"));
    }

    private String folder(Portal portal) {
        return nodes.root() + "/send_targets/" + portal.address() + "," + portal.port();
    }

    private String path(Portal portal) {
        return folder(portal) + "/st_config";
    }
}
