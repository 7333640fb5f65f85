package io.bush.examples.dialects.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.protocol.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes frames: JSON in UTF-8, times as ISO 8601 with milliseconds. Thread safety: stateless. */
public final class FrameWriter {

    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private FrameWriter() {}

    /** What is between the braces. */
    @FunctionalInterface
    public interface Content {

        /** Writes the fields. */
        void write(JsonGenerator out) throws IOException;
    }

    /** Writes one object. */
    public static Frame write(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            content.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("memory does not take a frame", e);
        }
        return Frame.ofUtf8(bytes.toByteArray());
    }

    /** Writes an event's data as they are, without reading them. */
    public static void splice(JsonGenerator out, String field, Payload data) throws IOException {
        out.writeFieldName(field);
        out.writeRawValue(data.json());
    }

    /** Returns a moment as it stands in a frame. */
    public static String time(Instant moment) {
        return MILLIS.format(moment);
    }
}
