// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.Attachments;
import io.mortise.api.ConnectionFormat;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.Extension;
import io.mortise.api.IscsiSession;
import io.mortise.api.Maps;
import io.mortise.api.Owner;
import io.mortise.api.RecordFormat;
import io.mortise.api.Sessions;
import io.mortise.api.Shown;
import io.mortise.api.VolumeConnector;
import io.mortise.api.VolumeException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What the commands do; each answers with the text to print, or throws {@link CommandFailed}. */
@Component(service = Console.class)
public final class Console {
    private final ConnectionFormat connections;
    private final RecordFormat records;
    private final Attachments attachments;
    private final Maps maps;
    // a connector knows them, which may be away: all else can be asked all the same
    private final AtomicReference<Optional<Sessions>> sessions =
            new AtomicReference<>(Optional.empty());
    private final ConcurrentMap<String, VolumeConnector> connectors = new ConcurrentHashMap<>();

    @Activate
    public Console(
            @Reference(target = "(format=cinder)") ConnectionFormat connections,
            @Reference RecordFormat records,
            @Reference Attachments attachments,
            @Reference Maps maps) {
        this.connections = connections;
        this.records = records;
        this.attachments = attachments;
        this.maps = maps;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindConnector(VolumeConnector connector) {
        connectors.put(connector.protocol(), connector);
    }

    void unbindConnector(VolumeConnector connector) {
        connectors.remove(connector.protocol(), connector);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindSessions(Sessions known) {
        sessions.set(Optional.of(known));
    }

    void unbindSessions(Sessions gone) {
        sessions.updateAndGet(known -> known.filter(other -> other != gone));
    }

    /** Attaches the volume that a file, or for {@code -} the input, describes. */
    public String attach(String file, InputStream input, Owner owner, Form form) {
        return answer(
                () ->
                        using(
                                file,
                                input,
                                c -> taken(connector(c.protocol()).connect(c, owner), form)));
    }

    /** Takes a volume on the journal that others attached, from what describes it. */
    public String adopt(String file, InputStream input, Owner owner, Form form) {
        return answer(() -> using(file, input, c -> taken(attachments.adopt(c, owner), form)));
    }

    private String taken(Attachment now, Form form) {
        return form == Form.JSON ? connections.deviceInfo(now) : Views.attachment(now);
    }

    /** Asks the paths of an attachment anew which volume they lead to. */
    public String verify(String id, Form form) {
        return answer(() -> view(attachments.verify(attachment(id).id()), Views::attachment, form));
    }

    /** Who is in the way of the detach of an attachment. */
    public String explain(String id, Form form) {
        return answer(
                () -> view(attachments.explain(attachment(id).id()), Views::explanation, form));
    }

    /**
     * Detaches a volume by its id, or by a file with its connection information, which also finds
     * what others attached: whatever has not the form of an id is a file.
     */
    public String detach(String word, DetachMode mode, Form form) {
        return answer(() -> view(detached(word, mode), Views::detachment, form));
    }

    private Detachment detached(String word, DetachMode mode) {
        if (isId(word)) {
            Attachment attachment = attachment(word);
            return connector(attachment.connection().protocol())
                    .disconnect(DetachRequest.of(attachment.id()).with(mode));
        }
        if (!new File(word).exists()) {
            throw new CommandFailed(
                    Shown.of(word) + " is no file, and no attachment's id; volume:list shows all.");
        }
        return using(
                word,
                InputStream.nullInputStream(),
                c -> connector(c.protocol()).disconnect(DetachRequest.of(c).with(mode)));
    }

    private static boolean isId(String word) {
        try {
            return new AttachmentId(word).text().equals(word);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Has a volume take over its size on the array, by its id. */
    public String extend(String id, Form form) {
        return answer(
                () -> {
                    Attachment attachment = attachment(id);
                    Extension done =
                            connector(attachment.connection().protocol()).extend(attachment.id());
                    return view(done, Views::extension, form);
                });
    }

    /** All attachments. */
    public String list(Form form) {
        return answer(() -> view(attachments.list(), Views::attachments, form));
    }

    /** One attachment. */
    public String show(String id, Form form) {
        return answer(() -> view(attachment(id), Views::attachment, form));
    }

    /** All iSCSI sessions. */
    public String sessions(Form form) {
        return answer(
                () -> {
                    List<IscsiSession> all =
                            sessions.get()
                                    .orElseThrow(
                                            () ->
                                                    new CommandFailed(
                                                            "No connector knows sessions at the moment;"
                                                                    + " start its bundle, io.mortise.iscsi."))
                                    .list();
                    return view(all, Views::sessions, form);
                });
    }

    /** All multipath maps. */
    public String maps(Form form) {
        return answer(() -> view(maps.list(), Views::maps, form));
    }

    /** The ids that a command may be given, for completion. */
    public List<String> ids() {
        return attachments.list().stream().map(each -> each.id().text()).toList();
    }

    private <T> T using(String file, InputStream input, Function<ConnectionInformation, T> use) {
        ConnectionInformation connection = read(file, input);
        try {
            return use.apply(connection);
        } finally {
            connection.wipe();
        }
    }

    private ConnectionInformation read(String file, InputStream input) {
        if (file.equals("-")) {
            return connections.read(input);
        }
        try (InputStream stream = Files.newInputStream(Path.of(file))) {
            return connections.read(stream);
        } catch (NoSuchFileException e) {
            throw new CommandFailed("There is no file " + Path.of(file).toAbsolutePath() + ".");
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailed("Connection information can't be read from " + file + ": " + e);
        }
    }

    private Attachment attachment(String id) {
        try {
            return attachments
                    .find(new AttachmentId(id))
                    .orElseThrow(
                            () ->
                                    new CommandFailed(
                                            "There is no attachment "
                                                    + id
                                                    + "; volume:list shows all."));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(e.getMessage() + "; volume:list shows all.");
        }
    }

    private VolumeConnector connector(String protocol) {
        VolumeConnector connector = connectors.get(protocol);
        if (connector == null) {
            throw new CommandFailed(
                    "There is no connector for the protocol " + protocol + " at the moment.");
        }
        return connector;
    }

    private <T> String view(T what, Function<T, String> table, Form form) {
        return form == Form.JSON ? records.write(what) : table.apply(what);
    }

    private static String answer(Supplier<String> command) {
        try {
            return command.get();
        } catch (VolumeException e) {
            throw new CommandFailed(e);
        }
    }
}
