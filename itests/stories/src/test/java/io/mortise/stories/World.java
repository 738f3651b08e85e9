// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.DetachMode;
import io.mortise.api.Detachment;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.PathState;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.contract.KernelFile;
import io.mortise.contract.Shape;
import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.host.Task;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.baton.Crashed;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Leftovers;
import io.mortise.simulator.fabric.Portal;
import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.fabric.Volume;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Incarnation;
import io.mortise.simulator.jvm.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A simulated host with Mortise on it, before a target with four portals that share its IQN: LUN 1
 * is the volume {@code data}, LUN 2 the volume {@code more}. To be used by one thread.
 */
final class World implements AutoCloseable {
    static final String IQN = "iqn.2003-01.org.example:lab";
    static final long SIZE = 64 << 20;
    static final int PATHS = 4;
    private static final String NODES = "/etc/iscsi/nodes";
    static final String JOURNAL = "/var/lib/mortise/journal";
    private static final Duration REST = Duration.ofMinutes(2);
    // so long udev may take to follow the kernel
    private static final Duration UDEV = Duration.ofSeconds(5);

    private final SimulatedHost simulated;
    private final Fabric fabric;
    private final Map<String, String> settings = new HashMap<>();
    private final List<Mortise> started = new ArrayList<>();
    private Leftovers before;
    private Map<String, String> recordsBefore;
    private List<String> damage = List.of();
    private UnaryOperator<Host> view = UnaryOperator.identity();

    World(long seed) {
        this(SimulatedHost.virtual(seed));
    }

    /** One that lives long: of its transcript only the last lines are kept. */
    World(long seed, int mostLines) {
        this(SimulatedHost.virtual(seed, mostLines));
    }

    private World(SimulatedHost host) {
        simulated = host;
        fabric = simulated.fabric();
        target().lun(1, data()).lun(2, fabric.volume("more", SIZE));
        IntStream.range(0, PATHS).forEach(this::portal);
        remember();
    }

    SimulatedHost simulated() {
        return simulated;
    }

    Fabric fabric() {
        return fabric;
    }

    Target target() {
        return fabric.target(IQN);
    }

    /** The portal of path K. */
    Portal portal(int k) {
        return target().portal(address(k));
    }

    static String address(int k) {
        return "10.10." + k + ".2:3260";
    }

    Volume data() {
        return fabric.volume("data", SIZE);
    }

    /** A LUN through the four portals that share the IQN. */
    static IscsiConnection lun(int lun) {
        return volume(
                IntStream.range(0, PATHS)
                        .mapToObj(k -> path(IQN, k, lun))
                        .toArray(IscsiPath[]::new));
    }

    static IscsiConnection volume(IscsiPath... paths) {
        return new IscsiConnection(List.of(paths));
    }

    static IscsiConnection with(IscsiConnection volume, VolumeTraits traits) {
        return new IscsiConnection(volume.paths(), traits);
    }

    static IscsiPath path(String iqn, int k, int lun) {
        return new IscsiPath(io.mortise.api.Portal.parse(address(k)), Iqn.parse(iqn), new Lun(lun));
    }

    /** Sets a key of a configuration, for what is started from now on. */
    World set(String key, Object value) {
        settings.put(key, String.valueOf(value));
        return this;
    }

    /** What is on the host now is none of ours, and has to be there in the end. */
    World remember() {
        before = fabric.leftovers();
        recordsBefore = records();
        return this;
    }

    /** What others have on the host. */
    Leftovers before() {
        return before;
    }

    /** What is on the host beyond what others have. */
    Leftovers ours() {
        return fabric.leftovers().since(before);
    }

    /** The text of each node record. */
    private Map<String, String> records() {
        var texts = new TreeMap<String, String>();
        fabric.leftovers().records().stream()
                .filter(path -> path.startsWith(NODES))
                .forEach(path -> texts.put(path, read(path)));
        return texts;
    }

    /** Through what Mortise sees the host; to be said before it is started. */
    void seenBy(UnaryOperator<Host> other) {
        view = other;
    }

    /** A file of the host. */
    String read(String path) {
        return simulated.computer().tree().read(path).orElse("(absent)");
    }

    List<String> trails() {
        return simulated.computer().tree().list(JOURNAL).stream()
                .filter(name -> name.endsWith(".trail"))
                .toList();
    }

    /** All programs run so far, as command lines. */
    List<String> commands() {
        return calls(Call.COMMAND).stream().map(line -> line.call().subject()).toList();
    }

    /** The maps that multipathd was asked to remove so far, as they were called. */
    List<String> removals() {
        String asked = " remove map ";
        return calls(Call.SEND).stream()
                .map(line -> line.call().subject())
                .filter(request -> request.contains(asked))
                .map(request -> request.substring(request.indexOf(asked) + asked.length()))
                .toList();
    }

    /** All calls of one operation so far. */
    List<Transcript.Line> calls(String operation) {
        return simulated.transcript().lines().stream()
                .filter(line -> line.call().operation().equals(operation))
                .toList();
    }

    // --- acts ---

    /** Mortise on the present JVM, started if it is not. */
    Mortise mortise() {
        return mortise(Mortise.Beginning.WHOLE);
    }

    Mortise mortise(Mortise.Beginning beginning) {
        if (started.isEmpty()) {
            Map<String, String> now = Map.copyOf(settings);
            started.add(call(() -> new Mortise(view.apply(simulated.host()), now, beginning)));
        }
        return started.get(0);
    }

    /** A task stops Mortise and starts it on the same JVM, while others are at work with it. */
    void exchange() {
        started.get(0).close();
        started.set(
                0, new Mortise(simulated.host(), Map.copyOf(settings), Mortise.Beginning.AT_ONCE));
    }

    Attachment attach(IscsiConnection volume) {
        Mortise mortise = mortise();
        return call(() -> mortise.attach(volume));
    }

    VolumeException refusal(IscsiConnection volume) {
        return assertThrows(VolumeException.class, () -> attach(volume));
    }

    Detachment detach(Attachment attachment) {
        return detach(attachment.id(), DetachMode.SAFE);
    }

    Detachment detach(AttachmentId id, DetachMode mode) {
        Mortise mortise = mortise();
        return call(() -> mortise.detach(id, mode));
    }

    VolumeException refusal(Attachment attachment) {
        return assertThrows(VolumeException.class, () -> detach(attachment));
    }

    List<Attachment> list() {
        Mortise mortise = mortise();
        return call(mortise::list);
    }

    <T> T call(Supplier<T> body) {
        return simulated.call(body).orElseThrow();
    }

    /** As {@link #call}, on another JVM of the host. */
    <T> T on(Incarnation jvm, Supplier<T> body) {
        return simulated.computer().baton().run(jvm.party(), "main", body).orElseThrow();
    }

    /** Begins something that goes on as time passes. */
    <T> Task<T> fork(Supplier<T> body) {
        mortise();
        return call(() -> simulated.host().tasks().fork("story", body));
    }

    /** The number of the first call of a kind among those that a body makes. */
    int numberOf(Predicate<Call> kind, Runnable body) {
        int before = simulated.host().calls();
        body.run();
        return simulated.transcript().lines().stream()
                .map(Transcript.Line::call)
                .filter(call -> call.number() > before)
                .filter(kind)
                .mapToInt(Call::number)
                .min()
                .orElseThrow();
    }

    /** The present JVM is to crash after the call of that number. */
    void crashAt(int call, Children children) {
        simulated.crash(new CrashPlan(call, CrashPlan.Moment.AFTER, children));
    }

    /** Whether the JVM crashes as it runs a body. */
    boolean crashes(Runnable body) {
        try {
            body.run();
            return false;
        } catch (Crashed crashed) {
            return true;
        }
    }

    /** Lets udev and the daemons follow. */
    void settled() {
        pass(UDEV);
    }

    /** Simulated time that a body takes. */
    Duration time(Runnable body) {
        long begun = nanos();
        body.run();
        return Duration.ofNanos(nanos() - begun);
    }

    long nanos() {
        return simulated.host().tasks().nanos();
    }

    void pass(Duration time) {
        simulated.pass(time);
    }

    /** The present task lets time pass. */
    void pause(Duration time) {
        var tasks = simulated.host().tasks();
        tasks.await(tasks.signal("a while"), 0, tasks.deadline(time));
    }

    /** Runs all at once, each as a task; what they return, in their order. */
    <T> List<T> together(List<Supplier<T>> bodies) {
        return call(
                () ->
                        simulated.host().tasks().forkAndJoin("together", bodies).stream()
                                .map(task -> task.result().orElseThrow())
                                .toList());
    }

    /** Has something happen after a while, during what is run next. */
    void after(Duration time, Runnable event) {
        simulated.run(
                () -> {
                    var tasks = simulated.host().tasks();
                    tasks.fork(
                            "world",
                            () -> {
                                Signal never = tasks.signal("world");
                                tasks.await(never, 0, tasks.deadline(time));
                                event.run();
                                return true;
                            });
                });
    }

    /**
     * A new JVM in place of the present one, which is killed if it has not crashed; once that one
     * has ended, as whoever starts services waits for.
     */
    void restart(Children children) {
        started.clear();
        simulated.restart(children);
        while (!call(this::ended)) {
            pass(Duration.ofMillis(10));
        }
    }

    private boolean ended() {
        var files = simulated.host().files();
        if (!files.exists(JOURNAL)) {
            return true;
        }
        Optional<Held> lock = files.tryLock(JOURNAL + "/directory.lock", Access.EXCLUSIVE);
        lock.ifPresent(Held::close);
        return lock.isPresent();
    }

    /** The power goes and comes back; of others there are only the records then. */
    void reboot() {
        started.clear();
        simulated.reboot();
        var none = List.<String>of();
        before = new Leftovers(none, before.records(), none, none, none);
    }

    /** Mortise ends as when its bundles are stopped. */
    void stop() {
        if (!started.isEmpty() && !simulated.host().dead()) {
            Mortise mortise = started.remove(0);
            simulated.run(mortise::close);
        }
        started.clear();
    }

    // --- what has to be so ---

    /** The kernel's name of a disk: LUN through the portal of path K. */
    Optional<String> disk(int k, int lun) {
        return fabric.leftovers().sessions().stream()
                .filter(session -> session.contains(address(k)))
                .map(session -> session.substring(0, session.indexOf(' ')))
                .flatMap(sid -> disksOf(Integer.parseInt(sid)).stream())
                .filter(disk -> disk.matches("\\S+ \\d+:0:0:" + lun + " .*"))
                .map(disk -> disk.substring(0, disk.indexOf(' ')))
                .findFirst();
    }

    /** Whether a session has the disk of a LUN on it. */
    boolean carries(int sid, int lun) {
        return disksOf(sid).stream().anyMatch(disk -> disk.matches("\\S+ \\d+:0:0:" + lun + " .*"));
    }

    private List<String> disksOf(int sid) {
        return fabric.leftovers().disks().stream()
                .filter(disk -> simulated.computer().tree().exists(folder(sid, disk.split(" ")[1])))
                .toList();
    }

    private static String folder(int sid, String hctl) {
        String target = "target" + hctl.substring(0, hctl.lastIndexOf(':'));
        return "/sys/class/iscsi_session/session" + sid + "/device/" + target + "/" + hctl;
    }

    /** How many disks are in the map of an attachment. */
    int mapSize(Attachment attachment) {
        String device = attachment.device().orElseThrow().path().replace("/dev/", "");
        return simulated.computer().tree().list("/sys/class/block/" + device + "/slaves").size();
    }

    static List<PathState> states(Attachment attachment) {
        return attachment.paths().stream().map(path -> path.state()).toList();
    }

    /** The story expects that data is lost; says which. */
    List<String> damage() {
        damage = fabric.damage();
        return damage;
    }

    private List<String> without(Predicate<Call> contract) {
        return simulated.transcript().lines().stream()
                .map(line -> List.of(line.call().operation(), line.call().subject()))
                .distinct()
                .map(call -> new Call(0, "", "", call.get(0), call.get(1)))
                .filter(contract)
                .map(Call::text)
                .toList();
    }

    /** As {@link #verify()}, telling the failure with the transcript's end. */
    void verify(String about) {
        try {
            verify();
        } catch (AssertionError wrong) {
            var told = new AssertionError(about + ": " + wrong.getMessage(), wrong);
            told.addSuppressed(new Story.TranscriptOf(this));
            throw told;
        }
    }

    /** Whatever became of ours: nothing of others was taken, and none of their data harmed. */
    void othersHaveAll() {
        assertEquals("damaged data", damage, fabric.damage());
        Leftovers now = fabric.leftovers();
        assertTrue("taken from others: " + before.since(now), before.since(now).isEmpty());
    }

    /** Ends Mortise, and proves that the host is as it was. */
    void verify() {
        stop();
        assertTrue("a task goes on after the end", simulated.settle(REST));
        settled();
        if (!simulated.host().dead()) {
            assertEquals("open after the end", List.of(), simulated.host().open());
        }
        assertEquals("calls that the simulator does not know", List.of(), fabric.unknownCalls());
        assertEquals("asked for without a contract", List.of(), without(Shape::isUnknown));
        assertEquals("read without a contract", List.of(), without(KernelFile::isUnknown));
        assertEquals("damaged data", damage, fabric.damage());
        Leftovers now = fabric.leftovers();
        assertTrue("left on the host: " + now.since(before), now.since(before).isEmpty());
        assertTrue("taken from others: " + before.since(now), before.since(now).isEmpty());
        assertEquals("records of others", recordsBefore, records());
        assertEquals("trails", List.of(), trails());
        assertEquals(
                "open-iscsi's lock",
                List.of("lock"),
                simulated.computer().tree().list("/run/lock/iscsi"));
    }

    @Override
    public void close() {
        simulated.close();
    }
}
