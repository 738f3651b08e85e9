// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.session;

import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The iSCSI sessions of this host, from sysfs alone. A session that is just being made or taken
 * down answers with errors: it is counted as unclear, never taken for absent. Thread-safe.
 */
public final class IscsiSessions {
    private static final String SESSIONS = "/sys/class/iscsi_session";
    private static final String CONNECTIONS = "/sys/class/iscsi_connection/connection";
    private static final Pattern NAME = Pattern.compile("session(\\d{1,9})");
    private static final Pattern HOST = Pattern.compile(".*/host(\\d{1,9})/session\\d+/.*");

    private final HostFiles files;
    private final SessionMaker maker;

    public IscsiSessions(Host host) {
        this.files = host.files();
        this.maker = new SessionMaker(files);
    }

    /**
     * What is seen at one look.
     *
     * @param sessions those that could be read
     * @param unclear how many more there are, each of which may turn out to be any session
     * @param lost the numbers of those that an iscsid left without the name of a target or portal;
     *     nothing brings one up, and nothing but a reboot takes it away
     */
    public record Seen(List<Session> sessions, int unclear, Set<Integer> lost) {
        static final Seen NOTHING = new Seen(List.of(), 0, Set.of());

        public Seen {
            sessions = List.copyOf(sessions);
            lost = Set.copyOf(lost);
        }

        /** What is known before the first look. */
        public static Seen nothing() {
            return NOTHING;
        }

        /** All sessions of that name: open-iscsi makes several if it is told to. */
        public List<Session> all(SessionName name) {
            return sessions.stream().filter(s -> s.name().equals(name)).toList();
        }

        /** The session of that name; the one that is up if there are several. */
        public Optional<Session> find(SessionName name) {
            List<Session> same = all(name);
            return same.stream()
                    .filter(Session::up)
                    .findFirst()
                    .or(() -> same.stream().findFirst());
        }

        private Optional<Session> known(int sid) {
            return sessions.stream().filter(s -> s.sid() == sid && s.up()).findFirst();
        }

        /** All sessions of a target. */
        public List<Session> of(Iqn target) {
            return sessions.stream().filter(s -> s.name().target().equals(target)).toList();
        }
    }

    /** All sessions, by number. */
    public Seen look() {
        return look(target -> true, Seen.NOTHING);
    }

    /** The sessions of one target, by number; of the others no more is read than their target. */
    public Seen look(Iqn target) {
        return look(target, Seen.NOTHING);
    }

    /** As {@link #look(Iqn)}, reading only the state of those that were up at an earlier look. */
    public Seen look(Iqn target, Seen before) {
        return look(name -> name.equalsIgnoreCase(target.name()), before);
    }

    /** Whether the kernel still has it. */
    public boolean present(Session session) {
        return files.exists(folder(session.sid()));
    }

    /** The tag of the portal group of a target at a portal, if a session tells it. */
    public Optional<Integer> tag(Iqn target, Portal portal) {
        return look(target).sessions().stream()
                .filter(session -> session.up() && session.name().portal().equals(portal))
                .flatMap(session -> text(folder(session.sid()) + "/tpgt").stream())
                .filter(tag -> tag.matches("\\d{1,5}"))
                .map(Integer::valueOf)
                .findFirst();
    }

    /** The driver behind a session: {@code tcp}, {@code iser}, ... */
    public String transport(Session session) {
        // the drivers of tcp and iser call themselves iscsi_tcp and iscsi_iser
        return text("/sys/class/scsi_host/host" + session.host() + "/proc_name")
                .map(name -> name.replaceFirst("^iscsi_", ""))
                .orElse("");
    }

    private Seen look(Predicate<String> wanted, Seen before) {
        var sessions = new ArrayList<Session>();
        var lost = new HashSet<Integer>();
        int unclear = 0;
        for (int sid : sids()) {
            if (read(sid, wanted, before, sessions)) {
                continue;
            }
            if (maker.hasLeft(folder(sid), CONNECTIONS + sid + ":0")) {
                lost.add(sid);
            } else {
                unclear++;
            }
        }
        return new Seen(sessions, unclear, lost);
    }

    // whether it is told what it is: no longer there, another target's, or added
    private boolean read(int sid, Predicate<String> wanted, Seen before, List<Session> found) {
        try {
            Optional<Session> known = before.known(sid);
            Optional<String> target =
                    known.map(session -> session.name().target().name())
                            .or(() -> text(folder(sid) + "/targetname"));
            if (target.isPresent() && !wanted.test(target.get())) {
                return true;
            }
            Optional<Session> session =
                    known.map(this::again).or(() -> target.flatMap(name -> read(sid, name)));
            session.ifPresent(found::add);
            return session.isPresent() || !files.exists(folder(sid));
        } catch (HostFailure | IllegalArgumentException halfMade) {
            return false;
        }
    }

    // the kernel gives a number once only
    private Session again(Session session) {
        return new Session(
                session.sid(),
                session.name(),
                state(session.sid()),
                connection(session.sid()),
                session.host(),
                session.target());
    }

    /**
     * The numbers of all sessions, also of those that can't be read, in order. The kernel gives a
     * number once only (drivers/scsi/scsi_transport_iscsi.c, iscsi_session_nr).
     */
    public List<Integer> sids() {
        return files.list(SESSIONS).stream()
                .map(NAME::matcher)
                .filter(Matcher::matches)
                .map(m -> Integer.valueOf(m.group(1)))
                .sorted()
                .toList();
    }

    private Optional<Session> read(int sid, String target) {
        String folder = folder(sid);
        String connection = CONNECTIONS + sid + ":0/";
        // the current one can't be read while the session is not connected
        Optional<Portal> asked = portal(connection, "persistent_").or(() -> portal(connection, ""));
        Optional<Integer> host = host(folder);
        if (asked.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        String iface = text(folder + "/ifacename").orElse(SessionName.DEFAULT_IFACE);
        return Optional.of(
                new Session(
                        sid,
                        new SessionName(Iqn.parse(target), asked.get(), iface),
                        state(sid),
                        connection(sid),
                        host.get(),
                        target(folder)));
    }

    private Optional<Portal> portal(String connection, String prefix) {
        Optional<String> address = text(connection + prefix + "address");
        Optional<String> port = text(connection + prefix + "port");
        if (address.isEmpty() || port.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Portal(address.get(), Integer.parseInt(port.get())));
    }

    private Optional<Integer> host(String folder) {
        return files.realPath(folder)
                .map(path -> HOST.matcher(path + "/"))
                .filter(Matcher::matches)
                .map(m -> Integer.valueOf(m.group(1)));
    }

    // of a session that the kernel takes its target from it is -1
    private OptionalInt target(String folder) {
        int number = text(folder + "/target_id").map(Integer::parseInt).orElse(-1);
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private String state(int sid) {
        return text(folder(sid) + "/state").orElse("");
    }

    private String connection(int sid) {
        return text(CONNECTIONS + sid + ":0/state").orElse("");
    }

    private static String folder(int sid) {
        return SESSIONS + "/session" + sid;
    }

    // attributes that are not set read "(null)" or "<NULL>"
    private Optional<String> text(String path) {
        return files.read(path)
                .map(String::strip)
                .filter(
                        text ->
                                !text.isEmpty()
                                        && !text.equals("(null)")
                                        && !text.equals("<NULL>"));
    }
}
