// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.cinder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one JSON object within bounds of size and depth: objects become maps, arrays lists, values
 * text, {@code Long}, {@code Double} or {@code Boolean}. A null value is an absent one.
 */
final class Json {
    static final int MOST_BYTES = 1 << 20;
    private static final int DEEPEST = 32;
    private static final int FIRST_ROOM = 8192;
    private static final int FIRST_HALF = Character.MIN_SURROGATE;
    private static final int LAST_HALF = Character.MAX_SURROGATE;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEEPEST)
                                    .maxNumberLength(32)
                                    .build())
                    .recyclerPool(new WipingBuffers())
                    .build();

    private Json() {}

    static Map<String, Object> read(InputStream stream) {
        byte[] bytes = {};
        try {
            bytes = bytes(stream);
            if (bytes.length > MOST_BYTES) {
                throw bad(
                        "it is larger than 1 MiB",
                        "Give the connection information of one volume.");
            }
            return parsed(bytes);
        } catch (IOException e) {
            throw VolumeException.passing(
                            Reason.HOST_FAILED,
                            "Reading connection information failed: " + e.getMessage(),
                            "Look at where it comes from.")
                    .causedBy(e);
        } finally {
            Arrays.fill(bytes, (byte) 0); // there may be a secret in it
        }
    }

    // by readNBytes() a copy would be left in memory
    private static byte[] bytes(InputStream stream) throws IOException {
        byte[] room = new byte[FIRST_ROOM];
        int length = 0;
        try {
            for (int count = 0; count >= 0 && length <= MOST_BYTES; length += Math.max(count, 0)) {
                if (length == room.length) {
                    byte[] before = room;
                    room = Arrays.copyOf(before, Math.min(2 * length, MOST_BYTES + 1));
                    Arrays.fill(before, (byte) 0);
                }
                count = stream.read(room, length, room.length - length);
            }
            return Arrays.copyOf(room, length);
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }

    private static Map<String, Object> parsed(byte[] bytes) {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("it is not a JSON object", "It begins with { and ends with }.");
            }
            Map<String, Object> object = object(parser);
            if (parser.nextToken() != null) {
                throw bad("something follows the JSON object", "Give one object only.");
            }
            return object;
        } catch (JsonProcessingException e) {
            // not e.getMessage(): it may quote the text, and the text may hold a secret
            String where =
                    Optional.ofNullable(e.getLocation()) // null when a bound was met
                            .map(
                                    at ->
                                            " at line "
                                                    + at.getLineNr()
                                                    + ", column "
                                                    + at.getColumnNr())
                            .orElse("");
            throw bad(
                    "it is not valid JSON" + where,
                    "It may be cut short, nested deeper than "
                            + DEEPEST
                            + " levels, or name a key twice.");
        } catch (IOException e) {
            // bytes that are no text in UTF-8, nor in UTF-16 or UTF-32 as they begin
            throw bad("it is not text in UTF-8", "Look at where it comes from.").causedBy(e);
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        var object = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = whole(parser.currentName());
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                object.put(key, value(parser));
            }
        }
        return object;
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        var array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(parser.currentToken() == JsonToken.VALUE_NULL ? "null" : value(parser));
        }
        return array;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> whole(parser.getText());
        };
    }

    // half of a pair of surrogates, which an escape can say, is no text: it has no bytes
    private static String whole(String text) {
        // an encoder would leave the bytes of a secret in memory
        if (text.codePoints().anyMatch(each -> each >= FIRST_HALF && each <= LAST_HALF)) {
            throw bad(
                    "a text in it is no Unicode text", "Look at its escapes (\\uD800 to \\uDFFF).");
        }
        return text;
    }

    // a number beyond 64 bits is kept as text, and refused by whoever wants a number there
    private static Object integer(JsonParser parser) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? parser.getText()
                : (Object) parser.getLongValue();
    }

    static VolumeException bad(String why, String advice) {
        return VolumeException.pointless(
                Reason.BAD_INPUT, "Connection information can't be read: " + why, advice);
    }
}
