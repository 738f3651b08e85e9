// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.AttachmentId;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.spi.Locks;
import io.mortise.spi.Rigor;
import io.mortise.spi.Step;
import io.mortise.spi.Undo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The frame in which one trail is walked back. */
record UndoFrame(
        Frame frame,
        Manner manner,
        Map<Step, String> disks,
        Set<String> strays,
        Set<String> staying,
        boolean withoutDisks,
        Optional<Wwid> wwid,
        Supplier<List<Step>> left,
        Consumer<String> lost)
        implements Undo {
    /** One that has not looked at the disks yet. */
    static UndoFrame unseeing(
            Frame frame,
            Manner manner,
            Optional<Wwid> wwid,
            Supplier<List<Step>> left,
            Consumer<String> lost) {
        return new UndoFrame(frame, manner, Map.of(), Set.of(), Set.of(), false, wwid, left, lost);
    }

    /** The same with the disks as they are now, those of the steps of the whole trail. */
    UndoFrame seeing(TrailDisks look, List<Step> all) {
        Map<Step, String> own = look.own(all, deadline());
        return new UndoFrame(
                frame,
                manner,
                own,
                look.strays(all, wwid, deadline()),
                look.staying(own, handedOut()),
                look.none(all),
                wwid,
                left,
                lost);
    }

    @Override
    public AttachmentId attachment() {
        return frame.attachment();
    }

    @Override
    public Deadline deadline() {
        return frame.deadline();
    }

    @Override
    public Deadline last() {
        return frame.last();
    }

    @Override
    public Locks locks() {
        return frame.locks();
    }

    @Override
    public List<Step> claimsOfOthers(Step step) {
        return frame.ledger().claims().firmlyOn(step, frame.attachment());
    }

    @Override
    public boolean namedByOthers(Step step) {
        return !frame.ledger().claims().on(step, frame.attachment()).isEmpty();
    }

    @Override
    public Rigor rigor() {
        return manner.rigor();
    }

    @Override
    public boolean handedOut() {
        return manner.handedOut();
    }

    @Override
    public List<Step> leftToOthers() {
        return left.get();
    }

    @Override
    public void mayBeLost(String what) {
        lost.accept(what);
    }
}
