// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.karaf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** What Karaf's ssh lets clients have forwarded, through a connection as everybody makes it. */
final class Forwarding {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HERE = InetAddress.getLoopbackAddress().getHostAddress();
    private static final SshdSocketAddress ANY = new SshdSocketAddress(HERE, 0);

    private Forwarding() {}

    /**
     * What somebody is let do.
     *
     * @param port of ssh
     */
    static List<String> allowed(int port, String user, String password) throws IOException {
        var allowed = new ArrayList<String>();
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
            client.start();
            try (ClientSession session =
                    client.connect(user, HERE, port).verify(PATIENCE).getSession()) {
                session.addPasswordIdentity(password);
                session.auth().verify(PATIENCE);
                if (connects(session)) {
                    allowed.add("connect");
                }
                if (listens(session)) {
                    allowed.add("listen");
                }
            }
        }
        return allowed;
    }

    // like ssh -L
    private static boolean connects(ClientSession session) throws IOException {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChannelDirectTcpip channel =
                        session.createDirectTcpipChannel(
                                ANY, new SshdSocketAddress(HERE, listening.getLocalPort()))) {
            channel.open().verify(PATIENCE);
            return true;
        } catch (SshException refused) {
            return false;
        }
    }

    // like ssh -R
    private static boolean listens(ClientSession session) throws IOException {
        try {
            session.stopRemotePortForwarding(session.startRemotePortForwarding(ANY, ANY));
            return true;
        } catch (SshException refused) {
            return false;
        }
    }
}
