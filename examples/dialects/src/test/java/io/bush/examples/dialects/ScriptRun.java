package io.bush.examples.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.HttpDesk;
import io.bush.examples.dialects.ends.WireClient;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.channel.Channel;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plays one conformance file. Steps are lists: {@code [client, "connects", user]}, {@code [client, "sends", frame]},
 * {@code [client, "sends text", text]}, {@code [client, "gets", frame]}, {@code [client, "gets nothing"]}, {@code [client, "gets either", frame, …]}, {@code [client, "goes"]},
 * {@code [client, "is closed", code]}, {@code ["http", method, path, user, body, connection]}, {@code ["refused", token, status]},
 * {@code ["until", channel]} somebody hears it.
 * In what is expected {@code <time>} is a time since the script began, {@code <text>} any text, {@code <number>} any number, and {@code $name} the
 * same value wherever it stands. A frame is compared whole.
 */
final class ScriptRun implements AutoCloseable {

    private final Container server;
    private final JsonNode script;
    private final Map<String, WireClient> clients = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Instant began = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    ScriptRun(Container server, JsonNode script) {
        this.server = server;
        this.script = script;
    }

    /** Plays every step, and returns how many there were. */
    int play() {
        int number = 0;
        for (JsonNode step : script.get("steps")) {
            number++;
            try {
                play(step);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("step " + number + " " + step + ": " + failure.getMessage(), failure);
            }
        }
        return number;
    }

    private void play(JsonNode step) {
        String who = step.path(0).asText();
        if (who.equals("http")) {
            http(step);
            return;
        }
        if (who.equals("until")) {
            Channel heard = Rooms.channel(step.get(1).asText());
            server.awaitHeard(heard);
            return;
        }
        if (who.equals("refused")) {
            int status = WireClient.refusal(
                    server.port(),
                    path(),
                    step.get(1).isNull() ? null : step.get(1).asText());
            check(status == step.get(2).asInt(), "status " + status);
            return;
        }
        String what = step.path(1).asText();
        switch (what) {
            case "connects" -> {
                String user = step.get(2).asText();
                String token = user.startsWith("user_") ? server.token(user) : user;
                clients.put(who, WireClient.connect(server.port(), path(), token));
            }
            case "sends" -> client(who).sendText(fill(step.get(2)).toString());
            case "sends text" -> client(who).sendText(step.get(2).asText());
            case "gets" -> match(step.get(2), client(who).next(), "");
            case "gets either" -> getEither(who, step);
            case "gets nothing" -> {
                client(who).sendText(script.get("ping").toString());
                match(script.get("pong"), client(who).next(), "");
            }
            case "goes" -> client(who).close();
            case "is closed" -> {
                int code = client(who).nextClose();
                check(code == step.get(2).asInt(), "closed with " + code);
            }
            default -> throw new AssertionError("no such step");
        }
    }

    /** So many frames, in any order: they come from different places. */
    private void getEither(String who, JsonNode step) {
        List<JsonNode> expected = new ArrayList<>();
        for (int i = 2; i < step.size(); i++) {
            expected.add(step.get(i));
        }
        while (!expected.isEmpty()) {
            JsonNode came = client(who).next();
            JsonNode like = expected.stream()
                    .filter(one -> one.path("type").equals(came.path("type")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(came + " is none of " + expected));
            expected.remove(like);
            match(like, came, "");
        }
    }

    private String path() {
        return script.get("path").asText();
    }

    private WireClient client(String name) {
        WireClient found = clients.get(name);
        if (found == null) {
            throw new AssertionError("there is no client " + name);
        }
        return found;
    }

    private void http(JsonNode step) {
        String body = step.path(4).isObject() ? fill(step.get(4)).toString() : null;
        HttpDesk.Reply reply = HttpDesk.ask(
                server.port(),
                step.get(1).asText(),
                fill(step.get(2)).asText(),
                server.token(step.get(3).asText()),
                body,
                step.has(5) ? fill(step.get(5)).asText() : null);
        check(reply.status() < 300, "HTTP " + reply.status() + " " + reply.body());
        if (reply.body().has("id")) {
            names.put("$id", reply.body().get("id").asText());
        }
    }

    /** Puts known values where their names stand. */
    private JsonNode fill(JsonNode template) {
        String text = template.toString();
        for (Map.Entry<String, String> known : names.entrySet()) {
            text = text.replace(known.getKey(), known.getValue());
        }
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void match(@Nullable JsonNode expected, @Nullable JsonNode actual, String at) {
        if (expected == null || actual == null) {
            throw new AssertionError("at " + at + ": " + actual + " instead of " + expected);
        }
        if (expected instanceof TextNode text && matchesMark(text.asText(), actual)) {
            return;
        }
        if (expected.isObject() && actual.isObject()) {
            check(fields(expected).equals(fields(actual)), "at " + at + ": " + actual + " instead of " + expected);
            fields(expected).forEach(field -> match(expected.get(field), actual.get(field), at + "/" + field));
        } else if (expected.isArray() && actual.isArray()) {
            check(expected.size() == actual.size(), "at " + at + ": " + actual + " instead of " + expected);
            for (int i = 0; i < expected.size(); i++) {
                match(expected.get(i), actual.get(i), at + "/" + i);
            }
        } else {
            check(expected.equals(actual), "at " + at + ": " + actual + " instead of " + expected);
        }
    }

    private boolean matchesMark(String expected, JsonNode actual) {
        return switch (expected) {
            case "<text>" -> actual.isTextual() && !actual.asText().isEmpty();
            case "<number>" -> actual.isNumber();
            case "<time>" -> !Instant.parse(actual.asText()).isBefore(began);
            default -> {
                if (!expected.startsWith("$")) {
                    yield false;
                }
                String known = names.putIfAbsent(expected, actual.asText());
                yield known == null || known.equals(actual.asText());
            }
        };
    }

    private static Set<String> fields(JsonNode object) {
        Set<String> names = new LinkedHashSet<>();
        for (Iterator<String> all = object.fieldNames(); all.hasNext(); ) {
            names.add(all.next());
        }
        return names;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    @Override
    public void close() {
        clients.values().forEach(WireClient::close);
    }
}
