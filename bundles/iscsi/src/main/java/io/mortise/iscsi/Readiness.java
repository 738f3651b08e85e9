// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.spi.ConnectionCodec;
import io.mortise.spi.StepKind;
import io.mortise.spi.VolumeSurvey;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Is there once everything is that an attach by this bundle needs of it. A connector is offered
 * only then: whoever connects as soon as it appears would else be told that nobody knows its steps.
 */
@Component(
        service = Readiness.class,
        reference = {
            @Reference(
                    name = "node",
                    service = StepKind.class,
                    target = "(" + StepKind.KIND + "=" + IscsiSteps.NODE + ")"),
            @Reference(
                    name = "setting",
                    service = StepKind.class,
                    target = "(" + StepKind.KIND + "=" + IscsiSteps.SETTING + ")"),
            @Reference(
                    name = "session",
                    service = StepKind.class,
                    target = "(" + StepKind.KIND + "=" + IscsiSteps.SESSION + ")"),
            @Reference(
                    name = "disk",
                    service = StepKind.class,
                    target = "(" + StepKind.KIND + "=" + IscsiSteps.DISK + ")"),
            @Reference(
                    name = "discovery",
                    service = StepKind.class,
                    target = "(" + StepKind.KIND + "=" + IscsiSteps.DISCOVERY + ")"),
            @Reference(name = "codec", service = ConnectionCodec.class),
            @Reference(name = "survey", service = VolumeSurvey.class)
        })
public final class Readiness {}
