// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import static io.mortise.iscsi.Scene.path;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.mortise.api.AttachmentId;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.PathReport;
import io.mortise.api.Reason;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.Scene;
import io.mortise.iscsi.session.Logins;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.spi.Locks;
import io.mortise.spi.Operation;
import io.mortise.spi.Outcome;
import io.mortise.spi.Step;
import io.mortise.spi.Trail;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

public class TargetLoginTest {
    private static final IscsiPath PATH = path(0);

    /** An operation whose locks fail as nothing should. */
    private record Broken(Host host) implements Operation {
        @Override
        public AttachmentId attachment() {
            return AttachmentId.of(1);
        }

        @Override
        public Deadline deadline() {
            return Scene.soon(host);
        }

        @Override
        public Locks locks() {
            throw new IllegalStateException("broken");
        }

        @Override
        public List<Step> claimsOfOthers(Step step) {
            return List.of();
        }
    }

    private static final Trail NONE =
            new Trail() {
                @Override
                public void add(List<Step> steps) {
                    throw new UnsupportedOperationException("nothing is done");
                }

                @Override
                public void know(ConnectionInformation connection, Set<String> volumeKeys) {
                    throw new UnsupportedOperationException("nothing is known");
                }

                @Override
                public List<Step> steps() {
                    return List.of();
                }

                @Override
                public List<Outcome> walkBack(List<Step> steps) {
                    return List.of();
                }
            };

    // os-brick D.24
    @Test
    public void aPathWhoseLoginBreaksOffIsDownAndNotWaitedFor() {
        try (var scene = new Scene()) {
            List<PathReport> downs =
                    scene.on(
                            host -> {
                                var wish =
                                        new Wish(
                                                new IscsiConnection(List.of(PATH)),
                                                IscsiSettings.DEFAULTS);
                                var job = new Job(host, new Logins(), wish, new Broken(host), NONE);
                                var login = new TargetLogin(job, Scene.TARGET, List.of(PATH));
                                assertThrows(IllegalStateException.class, login::run);
                                return job.progress().downs();
                            });
            assertEquals(1, downs.size());
            assertEquals(Optional.of(Reason.INTERNAL), downs.get(0).reason());
        }
    }
}
