package io.bush.realtime.redis.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user's connections in a room. Thread safety: immutable.
 *
 * @param since the revision with which the user appeared
 * @param connections at least one
 */
record Stay(long since, List<Connection> connections) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * One of them.
     *
     * @param id which
     * @param sequence of the last call that counted
     * @param said grows with each saying of the user
     * @param status what it said, as a number
     * @param ends when its lease does, in milliseconds
     * @param leaving whether it was dropped
     * @param user who, as JSON
     * @param state what it said, as JSON
     */
    record Connection(
            String id, long sequence, long said, long status, long ends, boolean leaving, String user, String state) {

        Connection until(long moment) {
            return new Connection(id, sequence, said, status, moment, leaving, user, state);
        }
    }

    Stay {
        connections = List.copyOf(connections);
    }

    @Nullable
    Connection find(String id) {
        return connections.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    int shown() {
        int most = 0;
        for (int i = 1; i < connections.size(); i++) {
            Connection one = connections.get(i);
            Connection best = connections.get(most);
            if (one.status() > best.status() || (one.status() == best.status() && one.said() > best.said())) {
                most = i;
            }
        }
        return most;
    }

    Connection counting() {
        return connections.get(shown());
    }

    /** With a connection in its place, or behind the others. */
    Stay with(Connection connection) {
        List<Connection> all = new ArrayList<>(connections);
        all.replaceAll(one -> one.id().equals(connection.id()) ? connection : one);
        if (!all.contains(connection)) {
            all.add(connection);
        }
        return new Stay(since, all);
    }

    Stay only(List<Connection> left) {
        return new Stay(since, left);
    }

    /** As the scripts write it, up to the order of the fields. */
    String json() {
        ObjectNode stay =
                MAPPER.createObjectNode().put("since", Long.toString(since)).put("shown", shown() + 1);
        ArrayNode all = stay.putArray("connections");
        for (Connection one : connections) {
            all.addObject()
                    .put("id", utf8(one.id()))
                    .put("sequence", Long.toString(one.sequence()))
                    .put("said", one.said())
                    .put("status", one.status())
                    .put("ends", Long.toString(one.ends()))
                    .put("leaving", one.leaving())
                    .put("user", utf8(one.user()))
                    .put("state", utf8(one.state()));
        }
        return latin(stay.toString());
    }

    /** Reads what the scripts write. */
    static Stay of(String json) {
        try {
            JsonNode stay = MAPPER.readTree(utf8(json));
            List<Connection> connections = new ArrayList<>();
            for (JsonNode one : stay.path("connections")) {
                connections.add(new Connection(
                        latin(one.path("id").asText()),
                        one.path("sequence").asLong(),
                        one.path("said").asLong(),
                        one.path("status").asLong(),
                        one.path("ends").asLong(),
                        one.path("leaving").asBoolean(),
                        latin(one.path("user").asText()),
                        latin(one.path("state").asText())));
            }
            Stay read = new Stay(stay.path("since").asLong(), connections);
            if (stay.path("shown").asInt() != read.shown() + 1) {
                throw new IllegalStateException("another connection is shown: " + json);
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
