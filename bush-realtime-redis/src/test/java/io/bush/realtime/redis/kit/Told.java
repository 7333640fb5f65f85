package io.bush.realtime.redis.kit;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.testkit.RecordingTransport.Sent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client was told of a channel, judged by the numbers alone: from each confirmation and each reset on the events have
 * to follow on each other. Thread safety: immutable.
 *
 * @param at where the client stands, or null before it is subscribed
 * @param numbers what was published, in the order it came, with what has no position
 * @param resets how often it was told to begin anew
 * @param gaps where something is missing and nobody said so
 */
public record Told(@Nullable String at, List<Integer> numbers, int resets, List<String> gaps) {

    static Told of(Channel channel, List<Sent> frames) {
        String at = null;
        int resets = 0;
        List<Integer> numbers = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        for (Sent frame : frames) {
            JsonNode json = frame.json();
            if (!json.path("channel").asText().equals(channel.type())
                    || !json.path("resource_id").asText().equals(channel.id())) {
                continue;
            }
            if (frame.name().equals("subscription.confirmed") || frame.name().equals("subscription.reset")) {
                resets += frame.name().equals("subscription.reset") ? 1 : 0;
                at = json.path("last_event_id").textValue();
            } else if (!json.has("type")) {
                numbers.add(json.path("data").path("n").asInt());
                String id = json.path("event_id").textValue();
                if (id != null && !follows(channel, at, id)) {
                    gaps.add(id + " after " + at);
                }
                at = id == null ? at : id;
            }
        }
        return new Told(at, List.copyOf(numbers), resets, List.copyOf(gaps));
    }

    private static boolean follows(Channel channel, @Nullable String before, String id) {
        Position last = before == null ? null : Position.parse(channel, before);
        Position next = Position.parse(channel, id);
        return last != null && next != null && last.epoch().equals(next.epoch()) && last.offset() + 1 == next.offset();
    }
}
