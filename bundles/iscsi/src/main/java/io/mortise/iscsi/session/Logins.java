// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.session;

import io.mortise.api.IscsiPath;
import io.mortise.host.Deadline;
import io.mortise.host.Task;
import io.mortise.host.Written;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/**
 * Which logins and scans of this process have come to an end. While iscsid has no connection, a
 * login under way can't be seen in sysfs nor cancelled; only who waited for it knows that it is
 * over. Likewise a disk can still come of a scan that the kernel has not answered. Thread-safe.
 */
@Component(service = Logins.class)
public final class Logins {
    private final PortalMemory portals = new PortalMemory();
    private final Set<SessionName> over = ConcurrentHashMap.newKeySet();
    private final Map<IscsiPath, Task<Written>> scans = new ConcurrentHashMap<>();

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

    /** The kernel is asked to scan for the LUN of a path. */
    public void scanning(IscsiPath path, Task<Written> scan) {
        scans.put(path, scan);
    }

    /** The disk of a path is there: the scan for it brings no other. */
    public void came(IscsiPath path) {
        scans.remove(path);
    }

    /**
     * Waits until no disk can come any more of the last scan for a path; false if one still can.
     */
    public boolean scanned(IscsiPath path, Deadline deadline) {
        Task<Written> scan = scans.get(path);
        if (scan == null) {
            return true;
        }
        boolean answered =
                scan.join(deadline) && scan.result().filter(Written.UNKNOWN::equals).isEmpty();
        if (answered) {
            scans.remove(path, scan);
        }
        return answered;
    }
}
