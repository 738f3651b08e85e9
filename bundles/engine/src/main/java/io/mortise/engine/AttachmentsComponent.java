// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.Attachments;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.Explanation;
import io.mortise.api.Owner;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The attachments as a service. */
@Component(immediate = true)
public final class AttachmentsComponent implements Attachments {
    private final Attachments attachments;

    @Activate
    public AttachmentsComponent(@Reference EngineComponent engine) {
        attachments = engine.core().attachments();
    }

    @Override
    public List<Attachment> list() {
        return attachments.list();
    }

    @Override
    public Optional<Attachment> find(AttachmentId id) {
        return attachments.find(id);
    }

    @Override
    public Attachment verify(AttachmentId id) {
        return attachments.verify(id);
    }

    @Override
    public Explanation explain(AttachmentId id) {
        return attachments.explain(id);
    }

    @Override
    public Attachment adopt(ConnectionInformation connection, Owner owner) {
        return attachments.adopt(connection, owner);
    }
}
