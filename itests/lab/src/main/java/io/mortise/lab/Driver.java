// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.lab;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.Attachments;
import io.mortise.api.ConnectionFormat;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Extension;
import io.mortise.api.Maps;
import io.mortise.api.Owner;
import io.mortise.api.RecordFormat;
import io.mortise.api.Sessions;
import io.mortise.api.VolumeConnector;
import io.mortise.api.VolumeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads commands from a stream, one a line, and answers each with one line: {@code ok MILLISECONDS
 * JSON} or {@code error REASON TEXT}. {@code attach [FILE]}, {@code detach [FILE[,FILE]|ID] [MODE]}
 * (the second file holds device information), {@code extend ID}, {@code paths [FILE]}, {@code
 * available}, {@code valid PATH}, {@code adopt FILE}, {@code explain ID}, {@code verify ID}, {@code
 * list}, {@code sessions}, {@code maps}, {@code beans} (all that JMX shows), {@code properties},
 * {@code bundle stop|start|update|replace|refresh NAME}, {@code after MILLISECONDS COMMAND}, {@code
 * quit}. Without FILE, the one given at the start. {@code together COMMAND , COMMAND} runs both at
 * once and answers with a line for each, in their order.
 */
final class Driver {
    private final Supplier<Services> services;
    private final BinaryOperator<String> bundles;
    private final String volume;
    private final Map<String, Function<String, Object>> more;

    /** What is driven. */
    record Services(
            VolumeConnector connector,
            Attachments attachments,
            Sessions sessions,
            Maps maps,
            ConnectionFormat connections,
            RecordFormat records) {}

    /**
     * @param services those there are now
     * @param bundles does an act to a bundle
     * @param volume the file that is meant where none is given
     * @param more commands of the container that it runs in, each with one argument
     */
    Driver(
            Supplier<Services> services,
            BinaryOperator<String> bundles,
            String volume,
            Map<String, Function<String, Object>> more) {
        this.services = services;
        this.bundles = bundles;
        this.volume = volume;
        this.more = more;
    }

    /** Until {@code quit} or the end of the stream. */
    void run(InputStream commands, PrintStream answers) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(commands, StandardCharsets.UTF_8));
        answers.println("ready");
        for (String line = lines.readLine();
                line != null && !line.equals("quit");
                line = lines.readLine()) {
            answers.println(
                    line.startsWith("together ")
                            ? together(line.substring("together ".length()).split(","))
                            : answer(line.strip().split(" +")));
            answers.flush();
        }
    }

    private String together(String... commands) {
        return Arrays.stream(commands)
                .map(each -> CompletableFuture.supplyAsync(() -> answer(each.strip().split(" +"))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .collect(Collectors.joining("\n"));
    }

    private String answer(String... words) {
        long begun = System.nanoTime();
        try {
            String json = command(words).get();
            return "ok " + (System.nanoTime() - begun) / 1_000_000 + " " + json;
        } catch (VolumeException e) {
            var text = new StringBuilder(e.describe());
            for (Throwable also : e.getSuppressed()) {
                text.append(" | also: ").append(also.getMessage());
            }
            return "error " + text.toString().replace('\n', ' ').replaceFirst(":", "");
        } catch (RuntimeException e) {
            return "error INTERNAL " + String.valueOf(e).replace('\n', ' ');
        }
    }

    private Supplier<String> command(String... words) {
        String argument = words.length > 1 ? words[1] : volume;
        if (more.containsKey(words[0])) {
            return () -> services.get().records.write(more.get(words[0]).apply(argument));
        }
        return switch (words[0]) {
            case "attach" -> () -> services.get().connections.deviceInfo(attach(argument));
            case "detach" ->
                    () ->
                            services.get()
                                    .records
                                    .write(
                                            services.get()
                                                    .connector
                                                    .disconnect(request(argument, words)));
            case "extend" -> () -> services.get().records.write(extension(argument));
            case "paths" ->
                    () ->
                            services.get()
                                    .records
                                    .write(services.get().connector.volumePaths(read(argument)));
            case "available" ->
                    () -> services.get().records.write(services.get().connector.availableVolumes());
            case "valid" ->
                    () ->
                            services.get()
                                    .records
                                    .write(services.get().connector.isValidDevice(argument));
            case "adopt" -> () -> services.get().connections.deviceInfo(adopt(argument));
            case "explain" ->
                    () ->
                            services.get()
                                    .records
                                    .write(services.get().attachments.explain(id(argument)));
            case "verify" ->
                    () ->
                            services.get()
                                    .records
                                    .write(services.get().attachments.verify(id(argument)));
            case "list" -> () -> services.get().records.write(services.get().attachments.list());
            case "sessions" -> () -> services.get().records.write(services.get().sessions.list());
            case "beans" -> () -> services.get().records.write(Beans.all());
            case "maps" -> () -> services.get().records.write(services.get().maps.list());
            case "properties" ->
                    () ->
                            services.get()
                                    .records
                                    .write(services.get().connector.connectorProperties());
            case "bundle" -> () -> bundles.apply(words[1], words[2]);
            case "after" -> () -> after(words);
            default -> throw new IllegalArgumentException("unknown command " + words[0]);
        };
    }

    private String after(String... words) {
        Executor later =
                CompletableFuture.delayedExecutor(Long.parseLong(words[1]), TimeUnit.MILLISECONDS);
        return CompletableFuture.supplyAsync(
                        () -> command(Arrays.copyOfRange(words, 2, words.length)).get(), later)
                .join();
    }

    private Map<String, Object> extension(String id) {
        Extension done = services.get().connector.extend(new AttachmentId(id));
        return Map.of(
                "former_bytes",
                done.formerBytes(),
                "size_bytes",
                done.sizeBytes(),
                "grown",
                done.grown());
    }

    private Attachment attach(String file) {
        return services.get().connector.connect(read(file));
    }

    private ConnectionInformation read(String file) {
        try (InputStream text = Files.newInputStream(Path.of(file))) {
            return services.get().connections.read(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.toString(), e);
        }
    }

    private Attachment adopt(String file) {
        try (InputStream text = Files.newInputStream(Path.of(file))) {
            return services.get()
                    .attachments
                    .adopt(services.get().connections.read(text), new Owner("lab"));
        } catch (IOException e) {
            throw new IllegalArgumentException(e.toString(), e);
        }
    }

    private static AttachmentId id(String text) {
        return new AttachmentId(text);
    }

    private DetachRequest request(String argument, String... words) {
        DetachMode mode =
                words.length > 2
                        ? DetachMode.valueOf(words[2].toUpperCase(Locale.ROOT))
                        : DetachMode.CONFIGURED;
        if (!argument.contains("/")) {
            return DetachRequest.of(new AttachmentId(argument)).with(mode);
        }
        try {
            String[] files = argument.split(",");
            String device = files.length > 1 ? Files.readString(Path.of(files[1])) : "";
            return services.get()
                    .connections
                    .detachRequest(Files.readString(Path.of(files[0])), device, mode);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.toString(), e);
        }
    }
}
