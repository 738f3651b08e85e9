// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import io.mortise.api.Maps;
import io.mortise.api.MultipathMap;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The multipath maps as a service. */
@Component(immediate = true)
public final class MapsComponent implements Maps {
    private final Maps maps;

    @Activate
    public MapsComponent(@Reference EngineComponent engine) {
        maps = engine.core().maps();
    }

    @Override
    public List<MultipathMap> list() {
        return maps.list();
    }
}
