// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.TrailObserver;
import io.mortise.host.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Passes changes of trails on to whoever is there. Thread-safe. */
final class Announcer implements TrailObserver {
    private final Tasks tasks;
    // guarded by tasks.atomically
    private final List<TrailObserver> observers = new ArrayList<>();

    Announcer(Tasks tasks) {
        this.tasks = tasks;
    }

    void add(TrailObserver observer) {
        tasks.atomically(() -> observers.add(observer));
    }

    void remove(TrailObserver observer) {
        tasks.atomically(() -> observers.removeIf(o -> o == observer));
    }

    @Override
    public void changed(TrailImage image) {
        each(observer -> observer.changed(image));
    }

    @Override
    public void ended(TrailImage last) {
        each(observer -> observer.ended(last));
    }

    @Override
    public void left() {
        each(TrailObserver::left);
    }

    private void each(Consumer<TrailObserver> call) {
        tasks.atomically(() -> List.copyOf(observers)).forEach(call);
    }
}
