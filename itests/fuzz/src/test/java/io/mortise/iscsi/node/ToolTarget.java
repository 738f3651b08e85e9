// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.iscsi.node;

import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.Iqn;
import io.mortise.api.Secret;
import io.mortise.api.VolumeException;
import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.itests.fuzz.GivenHost;
import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a program prints: of records that it shows, and on either stream in messages of ours. */
public final class ToolTarget {
    private static final Iqn TARGET = new Iqn("iqn.2020-01.com.example:a");

    private ToolTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var host = new GivenHost(data);
        var secret = Secret.of("abcdefghijkl".toCharArray());
        var chap = Chap.oneWay(new ChapUser("host", secret));
        var credentials = new NodeCredentials(Credentials.of(Optional.of(chap), host.files()));
        Must.failOnlyWith(
                VolumeException.class,
                () -> {
                    credentials.verify(host, TARGET, record -> true, 1, host.deadline());
                    return true;
                });
        var input = new Input(data);
        for (Ending ending : Ending.values()) {
            var result =
                    new CommandResult(
                            List.of("iscsiadm", "-m", "node"),
                            ending,
                            input.text().length(),
                            input.text(0),
                            input.text(1),
                            Duration.ofMillis(1));
            Must.hold(IscsiadmStatus.of(result) != null, "a status");
            Must.readable(result.describe());
        }
    }
}
