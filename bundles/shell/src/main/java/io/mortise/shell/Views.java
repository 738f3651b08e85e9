// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell;

import io.mortise.api.Attachment;
import io.mortise.api.Detachment;
import io.mortise.api.Explanation;
import io.mortise.api.Extension;
import io.mortise.api.IscsiSession;
import io.mortise.api.MapPath;
import io.mortise.api.MultipathMap;
import io.mortise.api.PathReport;
import io.mortise.api.PathState;
import io.mortise.api.VolumeDevice;
import io.mortise.api.Wwid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The tables that people see. */
final class Views {
    private Views() {}

    static String attachments(List<Attachment> all) {
        var table = new Table("ID", "STATE", "DEVICE", "SIZE", "PATHS", "VOLUME", "OWNER", "WWID");
        for (Attachment each : all) {
            table.row(
                    each.id(),
                    each.state(),
                    each.device().map(VolumeDevice::path).orElse(""),
                    size(each),
                    up(each) + "/" + each.paths().size(),
                    each.connection().volumeId().orElse(""),
                    each.owner(),
                    wwid(each));
        }
        return table.toString();
    }

    static String attachment(Attachment each) {
        var facts = new Table("ATTACHMENT", each.id().text());
        facts.row("state", each.state());
        facts.row("detail", each.detail());
        facts.row("device", each.device().map(VolumeDevice::path).orElse(""));
        facts.row("stable path", each.device().map(VolumeDevice::stablePath).orElse(""));
        facts.row("map", each.device().flatMap(VolumeDevice::mapName).orElse(""));
        facts.row("size", size(each));
        facts.row("wwid", wwid(each));
        facts.row("volume", each.connection().volumeId().orElse(""));
        facts.row("owner", each.owner());
        facts.row("since", each.since());
        var paths = new Table("PATH", "STATE", "DISK", "REASON", "DETAIL");
        for (PathReport path : each.paths()) {
            paths.row(
                    path.path(),
                    path.state(),
                    path.disk().orElse(""),
                    path.reason().map(Enum::name).orElse(""),
                    path.detail());
        }
        return facts + System.lineSeparator() + System.lineSeparator() + paths;
    }

    static String sessions(List<IscsiSession> all) {
        var table =
                new Table(
                        "ID", "TARGET", "PORTAL", "STATE", "TRANSPORT", "HOST", "DISKS", "USED BY");
        for (IscsiSession each : all) {
            table.row(
                    each.sid(),
                    each.target(),
                    each.portal(),
                    each.state(),
                    each.transport(),
                    each.host(),
                    String.join(" ", each.disks()),
                    names(each.attachments()));
        }
        return table.toString();
    }

    static String maps(List<MultipathMap> all) {
        var table = new Table("NAME", "DEVICE", "SIZE", "STATE", "PATHS", "USED BY", "WWID");
        for (MultipathMap each : all) {
            table.row(
                    each.name(),
                    each.device(),
                    Size.of(each.sizeBytes()),
                    (each.suspended() ? "suspended" : "active")
                            + (each.queueing() ? ", queueing" : ""),
                    each.paths().stream().map(Views::path).collect(Collectors.joining(" ")),
                    names(each.attachments()),
                    each.wwid());
        }
        return table.toString();
    }

    static String detachment(Detachment detachment) {
        var lines = new ArrayList<String>();
        if (detachment.id().isEmpty()) {
            lines.add("Nothing of the volume was on the host.");
        }
        lines.addAll(detachment.done());
        detachment.problems().forEach(problem -> lines.add("problem: " + problem));
        detachment.left().forEach(left -> lines.add("left: " + left));
        lines.add(
                detachment.mayUnmap()
                        ? "The array may unmap the volume."
                        : "Do not unmap the volume yet.");
        return String.join(System.lineSeparator(), lines);
    }

    static String extension(Extension extension) {
        String now = Size.of(extension.sizeBytes());
        return "%s has %s now, %s"
                .formatted(
                        extension.device().path(),
                        now,
                        extension.grown()
                                ? Size.of(extension.formerBytes()) + " before"
                                : "as before: there was nothing to grow");
    }

    static String explanation(Explanation explanation) {
        var lines = new ArrayList<String>();
        explanation.obstacles().forEach(each -> lines.add(each.reason() + ": " + each.detail()));
        if (explanation.clear()) {
            lines.add("Nothing is in the way of a detach.");
        }
        if (!explanation.whole()) {
            lines.add("Not all processes could be looked at.");
        }
        explanation.stays().forEach(stays -> lines.add("stays: " + stays));
        return String.join(System.lineSeparator(), lines);
    }

    private static String path(MapPath path) {
        return path.disk() + ":" + path.deviceState();
    }

    private static long up(Attachment attachment) {
        return attachment.paths().stream().filter(path -> path.state() == PathState.ACTIVE).count();
    }

    private static String size(Attachment attachment) {
        return attachment.device().map(device -> Size.of(device.sizeBytes())).orElse("");
    }

    private static String wwid(Attachment attachment) {
        return attachment.wwid().map(Wwid::text).orElse("");
    }

    private static String names(Collection<?> all) {
        return all.stream().map(Object::toString).sorted().collect(Collectors.joining(" "));
    }
}
