// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.Uevent;

/** Where the kernel and udev tell of devices. */
public interface Announcer {
    /** Tells all who listen, now. */
    void announce(Uevent event);

    /** The receive buffers ran over: every listener learns that it may have missed something. */
    void lose();

    /**
     * Adds a listener inside the machine (udev listens to the kernel, multipathd to udev). It is
     * called at once for each notice and must not block. Forgotten at a reboot.
     */
    void listen(Listener listener);

    /** One who hears notices. */
    interface Listener {
        void heard(Uevent event);
    }
}
