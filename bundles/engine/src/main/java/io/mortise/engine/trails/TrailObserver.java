// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.engine.journal.TrailImage;

/** Told of each change of a trail after the journal has it. Must not wait. */
public interface TrailObserver {
    /** A trail is new, or has changed. */
    void changed(TrailImage image);

    /** A trail has been walked back whole and is no more. */
    void ended(TrailImage last);

    /** A file of the journal could not be written or removed. */
    default void left() {}

    /** One that only hints that something is otherwise than it was. */
    static TrailObserver hinting(Runnable hint) {
        return new TrailObserver() {
            @Override
            public void changed(TrailImage image) {
                hint.run();
            }

            @Override
            public void ended(TrailImage last) {
                hint.run();
            }

            @Override
            public void left() {
                hint.run();
            }
        };
    }
}
