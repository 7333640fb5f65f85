package io.bush.realtime.client.walk.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.client.internal.transport.ClientTransport.PollAnswer;
import io.bush.realtime.client.walk.world.Scene;
import java.util.LinkedHashMap;
import java.util.Map;

/** Judges that polling gets on: who was told what follows a position does not ask for it for ever (contract P12, §3.16). */
final class PollJudge {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Some answers come too late to be taken. */
    private static final int MOST_REPEATS = 5;

    private final Scene scene;
    private final String client;
    /** From where each channel was asked for last. */
    private Map<String, String> asked = new LinkedHashMap<>();
    /** From where it was told something newer. */
    private final Map<String, String> told = new LinkedHashMap<>();

    private final Map<String, Integer> repeats = new LinkedHashMap<>();

    PollJudge(Scene scene, String client) {
        this.scene = scene;
        this.client = client;
    }

    /** The application takes nothing for a while, so nothing moves. */
    void heldUp() {
        told.clear();
        repeats.clear();
    }

    /** Somebody new wants it, who may well begin where the one before did. */
    void begins(String channel) {
        told.remove(channel);
        repeats.remove(channel);
    }

    void asks(String body) {
        asked = new LinkedHashMap<>();
        for (JsonNode item : read(body).path("subscriptions")) {
            String channel = channel(item);
            String since = item.path("since_event_id").asText();
            asked.put(channel, since);
            if (since.equals(told.remove(channel))) {
                if (repeats.merge(channel, 1, Integer::sum) > MOST_REPEATS) {
                    scene.broken("P12", client + " polls " + channel + " from '" + since + "' again and again");
                }
            } else {
                repeats.remove(channel);
            }
        }
    }

    void told(PollAnswer answer) {
        if (answer instanceof PollAnswer.Events events) {
            for (JsonNode result : read(events.body()).path("results")) {
                String channel = channel(result);
                String since = asked.get(channel);
                JsonNode last = result.path("last_event_id");
                if (since != null && last.isTextual() && !last.asText().equals(since)) {
                    told.put(channel, since);
                }
            }
        }
    }

    private static String channel(JsonNode item) {
        return item.path("channel").asText() + ":" + item.path("resource_id").asText();
    }

    private static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
