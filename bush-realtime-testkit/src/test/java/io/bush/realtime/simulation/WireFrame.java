package io.bush.realtime.simulation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.bush.realtime.channel.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A frame as a client reads it. */
final class WireFrame {

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> fields = new HashMap<>();
    private final List<Map<String, String>> items = new ArrayList<>(0);
    private final int fingerprint;
    private final int length;

    private WireFrame(String text) {
        this.fingerprint = text.hashCode();
        this.length = text.length();
    }

    /** Reads one frame; what is nested is read one level deep, as {@code data.n}. */
    static WireFrame read(String text) {
        WireFrame frame = new WireFrame(text);
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            frame.readObject(json, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame;
    }

    private void readObject(JsonParser json, String prefix) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = prefix + json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT && prefix.isEmpty()) {
                readObject(json, name + ".");
            } else if (value == JsonToken.START_ARRAY && (name.equals("users") || name.equals("locks"))) {
                readItems(json);
            } else if (value.isStructStart()) {
                json.skipChildren();
            } else if (!name.equals("data.pad")) {
                fields.put(name, json.getText());
            }
        }
    }

    private void readItems(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            WireFrame item = new WireFrame("");
            item.readObject(json, "");
            items.add(item.fields);
        }
    }

    /** What a picture lists, each entry flat. */
    List<Map<String, String>> items() {
        return items;
    }

    /** The type of a control frame; empty for an event. */
    String type() {
        return fields.getOrDefault("type", "");
    }

    @Nullable
    String field(String name) {
        return fields.get(name);
    }

    String require(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException("no " + name + " in " + fields);
        }
        return value;
    }

    @Nullable
    Channel channel() {
        String type = fields.get("channel");
        String id = fields.get("resource_id");
        return type == null || id == null ? null : new Channel(type, id);
    }

    int number() {
        return Integer.parseInt(require("data.n"));
    }

    int fingerprint() {
        return fingerprint;
    }

    @Override
    public String toString() {
        return new java.util.TreeMap<>(fields) + " (" + length + ")";
    }
}
