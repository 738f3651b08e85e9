// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.scsi.Scene;
import io.mortise.simulator.machine.LocalService;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Listens on multipathd's socket in its place and says what it is told to. Runs on the machine's
 * own time line, one call after the other.
 */
final class ScriptedDaemon implements LocalService {
    /** Stands for an answer that never comes. */
    static final byte[] SILENCE = {};

    private final Function<String, byte[]> answers;
    private final List<String> requests = new ArrayList<>();

    private ScriptedDaemon(Function<String, byte[]> answers) {
        this.answers = answers;
    }

    static ScriptedDaemon instead(Scene scene, Function<String, byte[]> answers) {
        var daemon = new ScriptedDaemon(answers);
        scene.fabric().neighbour().stopMultipathd();
        scene.simulated()
                .computer()
                .inside(
                        () -> {
                            scene.simulated()
                                    .computer()
                                    .services()
                                    .listen(DaemonSocket.NAME, daemon);
                            return true;
                        });
        return daemon;
    }

    static byte[] says(String text) {
        return DaemonSocket.frame(text);
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public Connection accept(Peer peer) {
        return bytes -> {
            byte[] text = Arrays.copyOfRange(bytes, Long.BYTES, bytes.length - 1);
            int stated = (int) ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
            if (stated != text.length + 1) {
                throw new IllegalStateException("stated " + stated + " of " + text.length);
            }
            String request = new String(text, StandardCharsets.UTF_8);
            requests.add(request);
            byte[] answer = answers.apply(request);
            if (answer.length > 0) {
                peer.send(answer);
            }
        };
    }
}
