// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.api.PathReport;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.Wwid;
import io.mortise.spi.Built;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an attach built and proved, as far as it is true beyond the moment.
 *
 * @param wwid the volume's identity
 * @param device what stands for it
 * @param down the paths that did not come up
 * @param pending the paths, as their {@code toString}, that were still coming up, or of which
 *     something was left when they were walked back
 * @param degraded why it is less than what was asked for; "" if it is not
 */
public record Proven(
        Optional<Wwid> wwid,
        VolumeDevice device,
        List<DownPath> down,
        List<String> pending,
        String degraded) {
    /**
     * A path that did not come up.
     *
     * @param path the path as its {@code toString}
     */
    public record DownPath(String path, Reason reason, String detail) {
        public DownPath {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }
    }

    public Proven {
        Objects.requireNonNull(wwid, "wwid");
        Objects.requireNonNull(device, "device");
        down = List.copyOf(down);
        pending = List.copyOf(pending);
        Objects.requireNonNull(degraded, "degraded");
    }

    public static Proven of(Built built) {
        List<DownPath> down =
                built.paths().stream()
                        .filter(path -> path.state() == PathState.DOWN)
                        .map(Proven::down)
                        .toList();
        List<String> pending =
                built.paths().stream()
                        .filter(path -> path.state() == PathState.PENDING)
                        .map(path -> path.path().toString())
                        .toList();
        return new Proven(built.wwid(), built.device(), down, pending, built.degraded().orElse(""));
    }

    /** The same with those paths pending that are down and have left something on the host. */
    public Proven leaving(Predicate<String> left) {
        Stream<String> more =
                down.stream()
                        .map(DownPath::path)
                        .filter(path -> !pending.contains(path))
                        .filter(left);
        return new Proven(
                wwid, device, down, Stream.concat(pending.stream(), more).toList(), degraded);
    }

    /** The same with a path that is up after all. */
    public Proven cameUp(String path) {
        return with(downBut(path), without(path));
    }

    /** The same with a path that was walked back. */
    public Proven wentDown(DownPath path) {
        return isDownInPart(path).with(isDownInPart(path).down(), without(path.path()));
    }

    /** The same with a path of which something is still on the host: it stays pending too. */
    public Proven isDownInPart(DownPath path) {
        var all = new ArrayList<>(downBut(path.path()));
        all.add(path);
        return with(all, pending);
    }

    private List<DownPath> downBut(String path) {
        return down.stream().filter(other -> !other.path().equals(path)).toList();
    }

    private List<String> without(String path) {
        return pending.stream().filter(other -> !other.equals(path)).toList();
    }

    private Proven with(List<DownPath> nowDown, List<String> nowPending) {
        return new Proven(wwid, device, nowDown, nowPending, told(nowDown));
    }

    /**
     * The same, with what is known of paths that did not come up at first.
     *
     * @param looked the paths that were looked at now; of another one it is as before
     */
    public Proven knowing(Proven before, List<PathReport> looked) {
        List<String> paths = looked.stream().map(report -> report.path().toString()).toList();
        List<DownPath> others =
                before.down().stream().filter(old -> !paths.contains(old.path())).toList();
        List<DownPath> known =
                down.stream()
                        .map(
                                path ->
                                        before.down().stream()
                                                .filter(old -> old.path().equals(path.path()))
                                                .findFirst()
                                                .orElse(path))
                        .toList();
        return new Proven(
                wwid,
                device,
                Stream.concat(known.stream(), others.stream()).toList(),
                before.pending(),
                degraded.isEmpty() ? told(others) : degraded);
    }

    private static String told(List<DownPath> down) {
        return down.isEmpty()
                ? ""
                : "down: "
                        + down.stream()
                                .map(path -> path.path() + ": " + path.detail())
                                .collect(Collectors.joining("; "));
    }

    private static DownPath down(PathReport report) {
        return new DownPath(
                report.path().toString(), report.reason().orElse(Reason.INTERNAL), report.detail());
    }

    List<Field> fields() {
        var fields = new ArrayList<Field>();
        wwid.ifPresent(w -> fields.add(new Field("wwid", w.text())));
        fields.add(new Field("device", device.path()));
        fields.add(new Field("stable", device.stablePath()));
        device.mapName().ifPresent(name -> fields.add(new Field("map", name)));
        fields.add(new Field("size", Long.toString(device.sizeBytes())));
        fields.add(new Field("degraded", degraded));
        for (DownPath path : down) {
            fields.add(new Field("down", path.path()));
            fields.add(new Field("reason", path.reason().name()));
            fields.add(new Field("detail", path.detail()));
        }
        pending.forEach(path -> fields.add(new Field("pending", path)));
        return fields;
    }

    static Proven read(Line line) {
        List<String> paths = line.all("down").toList();
        List<String> reasons = line.all("reason").toList();
        List<String> details = line.all("detail").toList();
        if (reasons.size() != paths.size() || details.size() != paths.size()) {
            throw new IllegalArgumentException("paths, reasons and details differ in number");
        }
        var down = new ArrayList<DownPath>();
        for (int i = 0; i < paths.size(); i++) {
            Reason reason = Reason.valueOf(reasons.get(i));
            down.add(new DownPath(paths.get(i), reason, details.get(i)));
        }
        return new Proven(
                line.first("wwid").map(Wwid::new),
                new VolumeDevice(
                        line.get("device"),
                        line.get("stable"),
                        line.first("map"),
                        Long.parseLong(line.get("size"))),
                down,
                line.all("pending").toList(),
                line.get("degraded"));
    }
}
