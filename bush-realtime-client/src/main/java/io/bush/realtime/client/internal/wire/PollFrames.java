package io.bush.realtime.client.internal.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ReceivedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes polls and reads their answers (contract §3.16). Thread safety: immutable. */
public final class PollFrames {

    private PollFrames() {}

    /**
     * What an answer says about one channel.
     *
     * @param channel the channel
     * @param events what was missed, in order
     * @param lastEventId where the channel stands behind them; null if the answer does not say
     * @param reset why the events before may be missing; null if none are
     * @param error why there is no answer; null if there is one
     */
    public record Result(
            Channel channel,
            List<ReceivedEvent> events,
            @Nullable String lastEventId,
            @Nullable String reset,
            @Nullable String error) {}

    /**
     * A whole answer.
     *
     * @param results one for each channel
     * @param pollAfter when to poll again; null if the server does not say
     */
    public record Answer(List<Result> results, @Nullable Duration pollAfter) {}

    /**
     * Writes the body of a poll.
     *
     * @param items the channels
     * @return JSON
     */
    public static String write(List<ClientFrames.Item> items) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode list = body.putArray("subscriptions");
        items.forEach(item -> list.add(item.write()));
        return body.toString();
    }

    /**
     * Reads an answer.
     *
     * @param body its text
     * @return the answer
     * @throws InvalidFrameException if it is none
     */
    public static Answer read(String body) throws InvalidFrameException {
        JsonNode json = FrameReader.parse(body);
        List<Result> results = new ArrayList<>();
        for (JsonNode result : json.path("results")) {
            Channel channel = FrameReader.channelOrNull(result);
            if (channel != null) {
                results.add(result(channel, result));
            }
        }
        return new Answer(List.copyOf(results), FrameReader.millis(json.path("poll_after_ms")));
    }

    private static Result result(Channel channel, JsonNode json) throws InvalidFrameException {
        List<ReceivedEvent> events = new ArrayList<>();
        for (JsonNode event : json.path("events")) {
            events.add(FrameReader.event(channel, event, event.toString()));
        }
        String last = FrameReader.string(json, "last_event_id");
        return new Result(
                channel,
                List.copyOf(events),
                last == null || last.isEmpty() ? null : last,
                FrameReader.string(json.path("reset"), "reason"),
                FrameReader.string(json.path("error"), "code"));
    }
}
