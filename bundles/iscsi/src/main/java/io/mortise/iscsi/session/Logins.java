// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.session;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/**
 * Which logins of this process have come to an end. While iscsid has no connection, a login under
 * way can't be seen in sysfs nor cancelled; only who waited for it knows that it is over. And which
 * sessions came of them. Thread-safe.
 */
@Component(service = Logins.class)
public final class Logins {
    private final PortalMemory portals = new PortalMemory();
    private final Set<SessionName> over = ConcurrentHashMap.newKeySet();
    private final Map<SessionName, Integer> up = new ConcurrentHashMap<>();

    /** Which portals did not answer lately. */
    public PortalMemory portals() {
        return portals;
    }

    /** A login begins. */
    public void begun(SessionName name) {
        over.remove(name);
    }

    /** iscsid has told how it ended. */
    public void ended(SessionName name) {
        over.add(name);
    }

    /** Whether one was seen to end, and none has begun since. */
    public boolean over(SessionName name) {
        return over.contains(name);
    }

    /** A session has come up by such a login. */
    public void up(Session session) {
        up.put(session.name(), session.sid());
    }

    /** Whether a session has come up by a login of this process, whichever attach it was for. */
    public boolean opened(Session session) {
        return Optional.of(session.sid()).equals(Optional.ofNullable(up.get(session.name())));
    }
}
