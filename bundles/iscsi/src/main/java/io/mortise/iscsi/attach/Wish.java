// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.MultipathDemand;
import io.mortise.api.VolumeTraits;
import io.mortise.iscsi.node.Credentials;
import io.mortise.iscsi.node.NodeCredentials;
import io.mortise.iscsi.settings.IscsiSettings;
import java.util.List;

/**
 * What is wanted: a request together with the settings that were in force when it came.
 *
 * @param connection the request
 * @param settings of the whole operation
 * @param credentials for the sessions
 * @param ofDiscovery credentials for asking the array for further ways
 */
public record Wish(
        IscsiConnection connection,
        IscsiSettings settings,
        Credentials credentials,
        Credentials ofDiscovery) {
    /** For what opens no session. */
    public Wish(IscsiConnection connection, IscsiSettings settings) {
        this(connection, settings, Credentials.NONE, Credentials.NONE);
    }

    /** The same over these paths, which are all. */
    Wish over(List<IscsiPath> all) {
        return new Wish(connection.over(all), settings, credentials, ofDiscovery);
    }

    boolean discovers() {
        return connection.access().discovery().isPresent();
    }

    NodeCredentials nodeCredentials() {
        return new NodeCredentials(credentials);
    }

    List<IscsiPath> paths() {
        return connection.paths();
    }

    VolumeTraits traits() {
        return connection.traits();
    }

    boolean multipath() {
        return settings.multipath() || demand() == MultipathDemand.ENFORCED;
    }

    boolean enforced() {
        return multipath()
                && switch (demand()) {
                    case ENFORCED -> true;
                    case NOT_ENFORCED -> false;
                    case CONFIGURED -> settings.enforceMultipath();
                };
    }

    private MultipathDemand demand() {
        return traits().multipath();
    }
}
