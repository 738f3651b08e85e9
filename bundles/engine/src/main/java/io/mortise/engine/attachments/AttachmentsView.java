// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.attachments;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.Attachments;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.Explanation;
import io.mortise.api.Owner;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.KeptTrail;
import io.mortise.engine.trails.Ledger;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.engine.trails.StepKinds;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.spi.Engine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All attachments, from their trails, with their paths as they are at the moment of asking. */
public final class AttachmentsView implements Attachments {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Host host;
    private final Ledger ledger;
    private final StepKinds kinds;
    private final Presentation presentation;
    private final Engine engine;

    public AttachmentsView(
            Host host, Ledger ledger, StepKinds kinds, Presentation presentation, Engine engine) {
        this.engine = engine;
        this.host = host;
        this.ledger = ledger;
        this.kinds = kinds;
        this.presentation = presentation;
    }

    @Override
    public List<Attachment> list() {
        known();
        List<TrailImage> images = ledger.all().stream().map(LiveTrail::image).toList();
        return Stream.concat(live(images), ledger.kept().stream().map(presentation::kept)).toList();
    }

    @Override
    public Optional<Attachment> find(AttachmentId id) {
        known();
        Optional<TrailImage> image = ledger.find(id).map(LiveTrail::image);
        return image.isPresent()
                ? live(List.of(image.get())).findFirst()
                : ledger.kept().stream()
                        .filter(kept -> kept.image().id().equals(id))
                        .findFirst()
                        .map((KeptTrail kept) -> presentation.kept(kept));
    }

    // a journal that can't be read is not one on which nothing stands
    private void known() {
        ledger.missed()
                .ifPresent(
                        unavailable -> {
                            throw unavailable;
                        });
    }

    private Stream<Attachment> live(List<TrailImage> images) {
        Deadline deadline = host.tasks().deadline(PATIENCE);
        var paths = new LivePaths(kinds, new DiskStates(host, deadline), deadline);
        return images.stream().map(image -> presentation.live(image, paths));
    }

    @Override
    public Attachment verify(AttachmentId id) {
        return engine.verify(id);
    }

    @Override
    public Explanation explain(AttachmentId id) {
        return engine.explain(id);
    }

    @Override
    public Attachment adopt(ConnectionInformation connection, Owner owner) {
        return engine.adopt(connection, owner);
    }
}
