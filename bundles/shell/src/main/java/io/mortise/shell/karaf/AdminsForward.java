// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.shell.karaf;

import java.security.Principal;
import javax.security.auth.Subject;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.ForwardingFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For whom ssh forwards connections: for admins. They go out from this host, by a process that is
 * root, and Karaf itself lets everybody who may log in have them. The agent is the client's own.
 */
final class AdminsForward implements ForwardingFilter {
    private static final Logger LOG = LoggerFactory.getLogger(AdminsForward.class);

    private AdminsForward() {}

    /**
     * @param server of Karaf's ssh
     */
    static void through(Object server) {
        ((SshServer) server).setForwardingFilter(new AdminsForward());
    }

    @Override
    public boolean canListen(SshdSocketAddress address, Session session) {
        return isAdmin(session, "listen at " + address);
    }

    @Override
    public boolean canConnect(Type type, SshdSocketAddress address, Session session) {
        return isAdmin(session, "connect to " + address);
    }

    @Override
    public boolean canForwardX11(Session session, String requestType) {
        return isAdmin(session, "show windows");
    }

    @Override
    public boolean canForwardAgent(Session session, String requestType) {
        return true;
    }

    // Karaf keeps who logged in as an attribute of the session
    private static boolean isAdmin(Session session, String what) {
        for (AttributeKey<?> key : session.attributeKeys()) {
            if (session.getAttribute(key) instanceof Subject subject && isAdmin(subject)) {
                return true;
            }
        }
        LOG.info("{} is no admin, and may not have ssh {}", session.getUsername(), what);
        return false;
    }

    private static boolean isAdmin(Subject subject) {
        for (Principal principal : subject.getPrincipals()) {
            if (principal.getClass().getSimpleName().equals("RolePrincipal")
                    && principal.getName().equals("admin")) {
                return true;
            }
        }
        return false;
    }
}
