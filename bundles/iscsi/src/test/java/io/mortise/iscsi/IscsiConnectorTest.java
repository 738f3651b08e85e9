// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import static org.junit.Assert.assertEquals;

import io.mortise.api.DetachMode;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.iscsi.settings.SettingsReader;
import java.util.Map;
import org.junit.Test;

public class IscsiConnectorTest {
    private static IscsiSettings settings(boolean force, boolean ignoreErrors) {
        return SettingsReader.read(
                        Map.of("force", force, "ignore_errors", ignoreErrors),
                        IscsiSettings.DEFAULTS)
                .settings();
    }

    private static DetachMode configured(boolean force, boolean ignoreErrors) {
        return IscsiConnector.mode(DetachMode.CONFIGURED, settings(force, ignoreErrors));
    }

    // peers C.30
    @Test
    public void aDetachAsConfiguredIsForcedOnlyIfForceIsConfigured() {
        assertEquals(DetachMode.SAFE, configured(false, false));
        assertEquals(DetachMode.SAFE, configured(false, true));
        assertEquals(DetachMode.FORCED, configured(true, false));
        assertEquals(DetachMode.FORCED_IGNORING_ERRORS, configured(true, true));
    }

    @Test
    public void aModeThatIsAskedForCountsWhateverIsConfigured() {
        assertEquals(DetachMode.SAFE, IscsiConnector.mode(DetachMode.SAFE, settings(true, true)));
        assertEquals(
                DetachMode.FORCED, IscsiConnector.mode(DetachMode.FORCED, settings(false, false)));
    }
}
