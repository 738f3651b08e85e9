// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.array.ArrayVolume;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was written to block devices and is not on its volume yet, and what became of it. */
public final class Writes {
    private final BlockDevices devices;
    private final Map<String, ArrayVolume> dirty = new LinkedHashMap<>();
    private final List<String> damage = new ArrayList<>();
    private final Set<String> untold = new HashSet<>();

    Writes(BlockDevices devices) {
        this.devices = devices;
    }

    /** Something was written. */
    public void write(String device) {
        devices.meant(device).ifPresent(volume -> dirty.put(device, volume));
    }

    /**
     * Writes back what a device has.
     *
     * @return GOOD if that is done, NONE if it would wait, ERROR if it was lost
     */
    public Disk.Answer flush(String device) {
        Optional<ArrayVolume> meant = Optional.ofNullable(dirty.get(device));
        if (meant.isEmpty()) {
            return Disk.Answer.GOOD;
        }
        Optional<Disk> way = devices.way(device);
        Disk.Answer answer = way.map(Disk::answer).orElse(Disk.Answer.ERROR);
        if (answer == Disk.Answer.ERROR && devices.waits(device)) {
            answer = Disk.Answer.NONE;
        }
        switch (answer) {
            case GOOD -> written(device, meant.get(), way.flatMap(Disk::live));
            case ERROR -> {
                lose(device, "could not be written back");
                untold.add(device);
            }
            default -> {}
        }
        return answer;
    }

    /**
     * As fsync(2) of the device: writes back, tells whoever asks first that something was lost
     * (errseq_t of kernel 6.1), and has the volume write its cache.
     *
     * @return GOOD if all is well, NONE if it would wait, ERROR if not
     */
    public Disk.Answer sync(String device) {
        if (flush(device) == Disk.Answer.NONE) {
            return Disk.Answer.NONE;
        }
        if (untold.remove(device)) {
            return Disk.Answer.ERROR;
        }
        Disk.Answer answer = devices.way(device).map(Disk::answer).orElse(Disk.Answer.ERROR);
        return answer == Disk.Answer.ERROR && devices.waits(device) ? Disk.Answer.NONE : answer;
    }

    /** A device went away with what it had. */
    void gone(String device) {
        untold.remove(device);
        if (dirty.containsKey(device)) {
            lose(device, "went away before it was flushed");
        }
    }

    /** What went wrong so far, oldest first. */
    public List<String> damage() {
        return List.copyOf(damage);
    }

    private void written(String device, ArrayVolume meant, Optional<ArrayVolume> live) {
        dirty.remove(device);
        live.filter(volume -> volume != meant)
                .ifPresent(
                        volume ->
                                damage.add(
                                        "data meant for volume "
                                                + meant.name()
                                                + " was written to volume "
                                                + volume.name()
                                                + " through "
                                                + device));
    }

    private void lose(String device, String how) {
        damage.add("data of volume " + dirty.remove(device).name() + " on " + device + " " + how);
    }
}
