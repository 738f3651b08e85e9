// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import io.mortise.api.Sessions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells the engine who knows the iSCSI sessions. A component of its own: whoever knows them needs
 * the engine first, and a circle of references leaves both without the other.
 */
@Component(
        immediate = true,
        service = {})
public final class SessionsLink {
    private final EngineCore core;
    private final Sessions sessions;

    @Activate
    public SessionsLink(@Reference EngineComponent engine, @Reference Sessions sessions) {
        this.core = engine.core();
        this.sessions = sessions;
        core.sessions(sessions);
    }

    @Deactivate
    void deactivate() {
        core.forget(sessions);
    }
}
