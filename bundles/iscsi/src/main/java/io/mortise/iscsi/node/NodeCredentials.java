// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.api.Iqn;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Credentials in node records. */
public final class NodeCredentials {
    private static final String BEGINNING = "node.session.auth";
    private static final String END = "# END RECORD";

    private final Credentials credentials;

    public NodeCredentials(Credentials credentials) {
        this.credentials = credentials;
    }

    /** Whether a setting of that name holds a secret. */
    public static boolean isSecret(String name) {
        return name.endsWith(".password") || name.endsWith(".password_in");
    }

    /** The name beside the secret of that name. */
    public static String userBeside(String name) {
        return name.replaceFirst("\\.password(_in)?$", ".username$1");
    }

    /** What a record must hold, by name; empty where there must be none. */
    public Map<String, String> settings() {
        return credentials.settings(BEGINNING);
    }

    /** What must change on a record, by name, so that a login with it uses them. */
    public Map<String, String> changes(NodeRecord record) {
        var changes = new TreeMap<>(settings());
        changes.entrySet()
                .removeIf(c -> c.getValue().equals(record.settings().getOrDefault(c.getKey(), "")));
        return changes;
    }

    /**
     * Makes sure that open-iscsi reads them out of the records as they were written; asks it, since
     * the layout of the files is its own affair.
     *
     * @param asked the records that they were written to
     * @param count how many these are
     * @throws VolumeException TOOL_FAILED
     */
    public void verify(
            Host host, Iqn target, Predicate<NodeRecord> asked, int count, Deadline deadline) {
        CommandResult shown = new Iscsiadm(host).show(target, deadline);
        List<NodeRecord> read =
                Arrays.stream(shown.out().split(END))
                        .flatMap(text -> NodeRecord.read(target, "", text).stream())
                        .filter(asked)
                        .toList();
        boolean good =
                shown.ending() == Ending.EXITED
                        && !shown.cut()
                        && shown.status() == 0
                        && read.size() >= count
                        && read.stream().allMatch(this::holds);
        if (!good) {
            throw VolumeException.pointless(
                    Reason.TOOL_FAILED,
                    "open-iscsi does not read the credentials for "
                            + target
                            + " as they were written into its node records",
                    "See the file's owner and layout below /etc/iscsi/nodes, and which version of"
                            + " open-iscsi is installed (iscsiadm -V).");
        }
    }

    // secrets are shown as stars
    private boolean holds(NodeRecord record) {
        return settings().entrySet().stream()
                .allMatch(
                        setting -> {
                            String shown = record.settings().getOrDefault(setting.getKey(), "");
                            return isSecret(setting.getKey())
                                    ? shown.isEmpty() == setting.getValue().isEmpty()
                                    : shown.equals(setting.getValue());
                        });
    }
}
