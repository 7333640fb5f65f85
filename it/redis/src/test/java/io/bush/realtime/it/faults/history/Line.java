package io.bush.realtime.it.faults.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** One connection, from its opening on. Thread safety: any thread; what the server hands over comes in its order. */
public final class Line {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final String client;
    private final String user;
    private final String node;
    private final LongSupplier wall;
    // All guarded by this.
    private final List<Entry> entries = new ArrayList<>();
    private boolean left;

    Line(String client, String user, String node, LongSupplier wall) {
        this.client = client;
        this.user = user;
        this.node = node;
        this.wall = wall;
    }

    /** Who reconnects: the same over several connections. */
    public String client() {
        return client;
    }

    /** The user's id. */
    public String user() {
        return user;
    }

    /** Which node it is connected to. */
    public String node() {
        return node;
    }

    /** The client sends a frame. */
    public void said(String json) {
        add(Entry.What.SAID, parse(json));
    }

    /** A frame comes. */
    public JsonNode came(String json) {
        JsonNode frame = parse(json);
        add(Entry.What.FRAME, frame);
        return frame;
    }

    /** The server, or the end of its process, ends the connection. */
    public void ended(int code) {
        add(Entry.What.ENDED, IntNode.valueOf(code));
    }

    /** The client breaks off; what the server still sends it never gets. */
    public synchronized void left() {
        ended(1006);
        left = true;
    }

    private void add(Entry.What what, JsonNode json) {
        add(new Entry(System.nanoTime(), wall.getAsLong(), what, json));
    }

    private synchronized void add(Entry entry) {
        if (!left) {
            entries.add(entry);
        }
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + json, e);
        }
    }

    @Override
    public String toString() {
        return client + " at " + node;
    }
}
