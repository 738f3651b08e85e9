// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.fabric;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The storage network of the simulated host, and a view of the host from outside. Registered as a
 * service beside the simulated {@code Host}. Four paths to one volume:
 *
 * <pre>{@code
 * Volume data = fabric.volume("data", 64 << 20);
 * Target target = fabric.target("iqn.2003-01.org.example:lab");
 * for (int k = 0; k < 4; k++) {
 *     target.portal("10.10." + k + ".2:3260");
 * }
 * target.lun(1, data);
 * // ... attach ...
 * target.portal("10.10.2.2:3260").cut();
 * }</pre>
 *
 * <p>Everything takes effect at the moment of the call on the simulated clock; what the host makes
 * of it follows in its own time. Thread-safe. Bad arguments are an {@link
 * IllegalArgumentException}.
 */
@ProviderType
public interface Fabric {
    /**
     * Makes a volume, or gives the one of that name.
     *
     * @param name any name; the volume's serial number and WWID follow from it
     * @param bytes the size; a multiple of 512, above 0; must agree if the volume is there already
     */
    Volume volume(String name, long bytes);

    /**
     * The same, with a serial number of one's own.
     *
     * @param serial a UUID in text; the WWID is made of its first 25 digits
     */
    Volume volume(String name, long bytes, String serial);

    /** All volumes, in the order they were made. */
    List<Volume> volumes();

    /**
     * Makes a target without portals, or gives the one of that name.
     *
     * @param name {@code iqn....}, {@code eui....} or {@code naa....}
     */
    Target target(String name);

    /** All targets, in the order they were made. */
    List<Target> targets();

    /** How the array answers who asks which targets there are. */
    Discovery discovery();

    /** What others do on the host, beside whoever is under test. */
    Neighbour neighbour();

    /** How long things take from now on. */
    void latencies(Latencies latencies);

    /** How long things take now. */
    Latencies latencies();

    /** What is on the host at this moment; nothing of it after a clean detach of everything. */
    Leftovers leftovers();

    /**
     * Calls of tools and requests to daemons that the simulator does not know, oldest first. The
     * caller got a usage error, as the real tool would give for nonsense; a test asserts that there
     * are none.
     */
    List<String> unknownCalls();

    /**
     * What is wrong with the data on a volume: writes that were lost because a device went away
     * before they were flushed, and flushes that hit another volume than was meant. Oldest first.
     */
    List<String> damage();
}
