// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.stories;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands in the arrays of this JVM, those too that nobody uses any more and the collector has
 * not freed: a dump of the heap, read as HotSpot writes it (hprof_b_spec.h). The bytes of texts are
 * left out, since nobody can overwrite them.
 */
final class Heap {
    private static final int TEXT = 0x01;
    private static final int CLASS = 0x02;
    private static final Set<Integer> DUMPS = Set.of(0x0c, 0x1c);
    private static final int CHAR = 5;
    private static final int BYTE = 8;
    private static final int[] SIZES = {0, 0, 8, 0, 1, 2, 4, 8, 1, 2, 4, 8};
    private static final Set<String> TEXTS =
            Set.of("java/lang/String", "java/lang/StringBuilder", "java/lang/StringBuffer");

    private final String secret;
    private final Map<Long, String> words = new HashMap<>();
    private final Set<Long> ofText = new HashSet<>();
    private final Set<Long> inTexts = new HashSet<>();
    private final Map<Long, String> bytes = new HashMap<>();
    private final List<String> characters = new ArrayList<>();

    private Heap(String secret) {
        this.secret = secret;
    }

    /** What holds it now. */
    static Heap with(String secret) {
        try {
            Path folder = Files.createTempDirectory("mortise-heap");
            Path file = folder.resolve("heap.hprof");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpHeap(file.toString(), false);
                return read(secret, file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The arrays of characters that hold it, each by its beginning. */
    List<String> characters() {
        return List.copyOf(characters);
    }

    /** The arrays of bytes that hold it and are no text's. */
    List<String> bytes() {
        var others = new HashMap<>(bytes);
        others.keySet().removeAll(inTexts);
        return List.copyOf(others.values());
    }

    private static Heap read(String secret, Path file) throws IOException {
        var heap = new Heap(secret);
        try (var opened = new RandomAccessFile(file.toFile(), "r")) {
            ByteBuffer all = opened.getChannel().map(MapMode.READ_ONLY, 0, opened.length());
            while (all.get() != 0) {
                // "JAVA PROFILE 1.0.2"
            }
            if (all.getInt() != Long.BYTES) {
                throw new AssertionError("ids of another size");
            }
            all.getLong();
            while (all.hasRemaining()) {
                int tag = all.get() & 0xff;
                all.getInt();
                int length = all.getInt();
                ByteBuffer body = all.slice(all.position(), length);
                all.position(all.position() + length);
                heap.record(tag, body);
            }
        } catch (BufferUnderflowException e) {
            throw new AssertionError("the dump is not of its form", e);
        }
        return heap;
    }

    private void record(int tag, ByteBuffer body) {
        if (tag == TEXT) {
            long id = body.getLong();
            byte[] text = new byte[body.remaining()];
            body.get(text);
            words.put(id, new String(text, StandardCharsets.UTF_8));
        } else if (tag == CLASS) {
            body.getInt();
            long id = body.getLong();
            body.getInt();
            if (TEXTS.contains(words.get(body.getLong()))) {
                ofText.add(id);
            }
        } else if (DUMPS.contains(tag)) {
            while (body.hasRemaining()) {
                object(body.get() & 0xff, body);
            }
        }
    }

    private void object(int tag, ByteBuffer body) {
        switch (tag) {
            case 0xff, 0x05, 0x07 -> skip(body, 8);
            case 0x01 -> skip(body, 16);
            case 0x02, 0x03, 0x08 -> skip(body, 16);
            case 0x04, 0x06 -> skip(body, 12);
            case 0x20 -> type(body);
            case 0x21 -> instance(body);
            case 0x22 -> {
                skip(body, 12);
                skip(body, body.getInt() * 8 + 8);
            }
            case 0x23 -> array(body);
            default -> throw new AssertionError("unknown part of a dump: " + tag);
        }
    }

    private static void skip(ByteBuffer body, int count) {
        body.position(body.position() + count);
    }

    private static void type(ByteBuffer body) {
        skip(body, 8 + 4 + 6 * 8 + 4);
        for (int left = body.getShort(); left > 0; left--) {
            skip(body, 2);
            skip(body, SIZES[body.get()]);
        }
        for (int left = body.getShort(); left > 0; left--) {
            skip(body, 8);
            skip(body, SIZES[body.get()]);
        }
        skip(body, body.getShort() * 9);
    }

    private void instance(ByteBuffer body) {
        skip(body, 12);
        boolean text = ofText.contains(body.getLong());
        int length = body.getInt();
        for (int at = 0; text && at + 8 <= length; at++) {
            inTexts.add(body.getLong(body.position() + at));
        }
        skip(body, length);
    }

    private void array(ByteBuffer body) {
        long id = body.getLong();
        body.getInt();
        int count = body.getInt();
        int kind = body.get();
        int width = SIZES[kind];
        int from = body.position();
        skip(body, count * width);
        if (kind == CHAR || kind == BYTE) {
            for (int at = 0; at + secret.length() <= count; at++) {
                if (matches(body, from + at * width, width)) {
                    String found = "%d of %d, at %d".formatted(secret.length(), count, at);
                    if (kind == CHAR) {
                        characters.add(found);
                    } else {
                        bytes.put(id, found);
                    }
                    return;
                }
            }
        }
    }

    private boolean matches(ByteBuffer body, int from, int width) {
        for (int i = 0; i < secret.length(); i++) {
            int at = from + i * width;
            if (width == 1
                    ? body.get(at) != secret.charAt(i)
                    : body.getChar(at) != secret.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
