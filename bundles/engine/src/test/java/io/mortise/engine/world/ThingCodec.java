// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.world;

import io.mortise.api.ConnectionInformation;
import io.mortise.spi.ConnectionCodec;
import java.util.Map;

/** Connection information of things in the journal. */
public final class ThingCodec implements ConnectionCodec {
    @Override
    public String protocol() {
        return ThingConnection.PROTOCOL;
    }

    @Override
    public Map<String, String> write(ConnectionInformation connection) {
        return Map.of(
                "paths",
                String.join(" ", connection.paths().stream().map(Object::toString).toList()));
    }

    @Override
    public ConnectionInformation read(Map<String, String> fields) {
        return ThingConnection.of(fields.get("paths").split(" "));
    }
}
