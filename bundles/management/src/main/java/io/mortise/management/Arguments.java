// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import io.mortise.api.ConnectionFormat;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;

/** Connection information as it comes over JMX, where others may see it. Thread-safe. */
final class Arguments {
    private final ConnectionFormat format;
    private volatile boolean secretsInClear;

    Arguments(ConnectionFormat format) {
        this.format = format;
    }

    void allowSecretsInClear(boolean allowed) {
        secretsInClear = allowed;
    }

    boolean secretsInClear() {
        return secretsInClear;
    }

    ConnectionFormat format() {
        return format;
    }

    /**
     * Reads it.
     *
     * @throws VolumeException BAD_INPUT, also for a secret in clear where that is not allowed
     */
    ConnectionInformation connection(String text) {
        byte[] bytes = given(text).getBytes(StandardCharsets.UTF_8);
        try {
            return checked(format.read(new ByteArrayInputStream(bytes)));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Reads it, uses it, and overwrites what secrets it holds. */
    <T> T using(String text, Function<ConnectionInformation, T> use) {
        ConnectionInformation connection = connection(text);
        try {
            return use.apply(connection);
        } finally {
            connection.wipe();
        }
    }

    // a client may send no text at all, which stands for an empty one
    private static String given(String text) {
        return Objects.requireNonNullElse(text, "");
    }

    /** Reads a request for a detach, likewise. */
    DetachRequest detachRequest(String connection, String deviceInfo, DetachMode mode) {
        DetachRequest request = format.detachRequest(given(connection), given(deviceInfo), mode);
        request.connection().ifPresent(this::checked);
        return request;
    }

    private ConnectionInformation checked(ConnectionInformation connection) {
        boolean clear = connection.secrets().stream().anyMatch(each -> each.file().isEmpty());
        if (clear && !secretsInClear) {
            connection.wipe();
            throw VolumeException.pointless(
                    Reason.BAD_INPUT,
                    "the connection information holds a secret in clear, which JMX does not keep"
                            + " to itself; it was not used",
                    "Name a file in its place (auth_password_file), and take that secret for known"
                            + " to others; or set secrets.in.clear=true in "
                            + ManagementOptions.PID
                            + ".");
        }
        return connection;
    }
}
