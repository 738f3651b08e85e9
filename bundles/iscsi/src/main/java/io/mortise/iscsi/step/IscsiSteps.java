// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.Portal;
import io.mortise.api.Wwid;
import io.mortise.iscsi.session.SessionName;
import io.mortise.spi.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The steps of an iSCSI attachment as data: which there are, and what their fields mean. */
public final class IscsiSteps {
    /** A node record. */
    public static final String NODE = "iscsi.node";

    /** A setting of a node record that is not ours. */
    public static final String SETTING = "iscsi.setting";

    /** A session. */
    public static final String SESSION = "iscsi.session";

    /** A disk: a LUN over a session. */
    public static final String DISK = "iscsi.disk";

    /** Discovery's record of a portal, with credentials in it. */
    public static final String DISCOVERY = "iscsi.discovery";

    /** The multipath map; its kind belongs to the engine. */
    public static final String MAP = "multipath.map";

    // the target's name as it is written, where the key has another spelling of it
    private static final String SPELLED = "spelled";
    private static final String USER = "user";
    private static final String PREEXISTING = "preexisting";
    private static final String ADOPTED = "adopted";
    private static final String DEVICE = "device";
    private static final String TAKEN = "taken";
    private static final String LUN = "lun";

    private IscsiSteps() {}

    /** Discovery's record of a portal. */
    public static Step discovery(Portal portal) {
        return Step.of(DISCOVERY, Map.of("portal", portal.toString()));
    }

    /** The node record of a path. */
    public static Step node(IscsiPath path) {
        return node(SessionName.of(path), path.lun());
    }

    /** The node record of a session. */
    public static Step node(SessionName name, Lun lun) {
        return of(NODE, name(name), name.target()).noting(LUN, lun.toString());
    }

    /** The same record, which somebody else has made, but goes with a volume that was adopted. */
    public static Step adopted(Step node) {
        return node.noting(ADOPTED, "true");
    }

    public static boolean isAdopted(Step node) {
        return Boolean.parseBoolean(node.notes().get(ADOPTED));
    }

    /** Another value of a setting of a node record. */
    public static Step setting(IscsiPath path, String setting, String old, String value) {
        SessionName name = SessionName.of(path);
        var key = new TreeMap<>(name(name));
        key.put("setting", setting);
        return of(SETTING, key, name.target())
                .noting("old", old)
                .noting("new", value)
                .noting(LUN, path.lun().toString());
    }

    /**
     * A secret in a setting of a node record that had none. The step keeps neither; it is taken out
     * again if the name beside it is still the one that was written with it.
     */
    public static Step secret(IscsiPath path, String setting, String user) {
        return second(setting(path, setting, "", "").noting(USER, user));
    }

    // who knows only the first version must not undo it
    private static Step second(Step step) {
        return new Step(step.kind(), 2, step.key(), step.notes());
    }

    static Optional<String> userBesideSecret(Step setting) {
        return Optional.ofNullable(setting.notes().get(USER));
    }

    /** The session of a path. */
    public static Step session(IscsiPath path) {
        return session(SessionName.of(path), path.lun());
    }

    /** A session, over which a volume goes. */
    public static Step session(SessionName name, Lun lun) {
        return of(SESSION, name(name), name.target()).noting(LUN, lun.toString());
    }

    /** The disk of a LUN over a session. */
    public static Step disk(SessionName name, Lun lun) {
        var key = new TreeMap<>(name(name));
        key.put(LUN, lun.toString());
        key.remove("iface", SessionName.DEFAULT_IFACE); // as such steps always were
        return of(DISK, key, name.target());
    }

    /** The disk of a path. */
    public static Step disk(IscsiPath path) {
        return disk(SessionName.of(path), path.lun());
    }

    /** Whatever map stands on the disks of the trail. */
    public static Step map() {
        return Step.of(MAP, Map.of());
    }

    /** The map of a volume. */
    public static Step map(Wwid wwid) {
        return Step.of(MAP, Map.of("wwid", wwid.text()));
    }

    /** The same step about something that was there before us, and that no trail of ours named. */
    public static Step preexisting(Step step) {
        Step noted = step.noting(PREEXISTING, "true");
        return step.kind().equals(MAP) ? second(noted) : noted;
    }

    /** Whether it was there before us. */
    public static boolean isPreexisting(Step step) {
        return Boolean.parseBoolean(step.notes().get(PREEXISTING));
    }

    /** The same disk as the device that is handed out, with no map above it. */
    public static Step device(Step disk) {
        return disk.noting(DEVICE, "true");
    }

    static boolean isDevice(Step disk) {
        return Boolean.parseBoolean(disk.notes().get(DEVICE));
    }

    /** The same disk as a path of what is handed out. */
    public static Step taken(Step disk) {
        return isPreexisting(disk) ? second(disk.noting(TAKEN, "true")) : disk;
    }

    /**
     * Whether undoing leaves a disk alone, since it was there before us. Once it was handed out it
     * belongs to the attachment, and goes with it; an attach that failed gives it back.
     */
    static boolean stays(Step disk, boolean handedOut) {
        boolean taken = isDevice(disk) || disk.notes().containsKey(TAKEN);
        return isPreexisting(disk) && !(handedOut && taken);
    }

    /** The session that a step is about or goes over. */
    static SessionName session(Step step) {
        return new SessionName(
                Iqn.parse(step.notes().getOrDefault(SPELLED, field(step, "target"))),
                Portal.parse(field(step, "portal")),
                step.key().getOrDefault("iface", SessionName.DEFAULT_IFACE));
    }

    /** Whether a step of any trail is the need of that session. */
    public static boolean needs(Step step, SessionName name) {
        return step.kind().equals(SESSION) && step.key().equals(name(name));
    }

    /** The path that a step is part of. */
    static Optional<IscsiPath> path(Step step) {
        return Optional.ofNullable(step.key().getOrDefault(LUN, step.notes().get(LUN)))
                .map(
                        lun ->
                                new IscsiPath(
                                        session(step).portal(),
                                        session(step).target(),
                                        Lun.parse(lun),
                                        session(step).iface()));
    }

    static IscsiPath diskPath(Step step) {
        return path(step).orElseThrow(() -> new IllegalArgumentException(step + " has no LUN"));
    }

    /** Those of some steps that are part of a path. */
    public static List<Step> of(IscsiPath path, List<Step> steps) {
        return steps.stream()
                .filter(step -> step.kind().startsWith("iscsi."))
                .filter(step -> path(step).equals(Optional.of(path)))
                .toList();
    }

    /** A field of a step's key, or else of its notes. */
    public static String field(Step step, String name) {
        String value = step.key().getOrDefault(name, step.notes().get(name));
        if (value == null) {
            throw new IllegalArgumentException(step + " has no " + name);
        }
        return value;
    }

    // one key for all spellings, since they are one target; the array may know it by one of them
    private static Step of(String kind, Map<String, String> key, Iqn target) {
        Step step = Step.of(kind, key);
        return target.name().equals(target.canonical())
                ? step
                : step.noting(SPELLED, target.name());
    }

    private static Map<String, String> name(SessionName name) {
        return Map.of(
                "target", name.target().canonical(),
                "portal", name.portal().toString(),
                "iface", name.iface());
    }
}
