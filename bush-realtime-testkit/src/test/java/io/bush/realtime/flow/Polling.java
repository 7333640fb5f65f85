package io.bush.realtime.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.polling.PollReply;
import io.bush.realtime.polling.PollRequest;
import io.bush.realtime.polling.PollRequest.Activity;
import io.bush.realtime.transport.Handshake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Polls a node of a flow test, as an adapter would. */
final class Polling {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FlowWorld world;

    Polling(FlowWorld world) {
        this.world = world;
    }

    /** An answer as the adapter writes it. */
    record Answer(int status, long retryAfterMillis, String text) {

        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError(text, e);
            }
        }

        String code() {
            return json().get("code").asText();
        }

        List<String> events() {
            return names(json());
        }

        String last() {
            return json().get("last_event_id").asText();
        }

        String reset() {
            return json().at("/reset/reason").asText();
        }

        JsonNode result(int index) {
            return json().get("results").get(index);
        }
    }

    static List<String> names(JsonNode result) {
        List<String> names = new ArrayList<>();
        result.get("events").forEach(event -> names.add(event.get("event").asText()));
        return names;
    }

    Answer poll(String token, Channel channel, @Nullable String since) {
        return poll(token, new PollRequest.OfChannel(channel, since, Activity.ACTIVE));
    }

    /** Polls many; quotes may be single. */
    Answer many(String token, String body) {
        return poll(token, new PollRequest.OfMany(body.replace('\'', '"'), Activity.ACTIVE));
    }

    static String item(Channel channel, @Nullable String since) {
        return "{'channel':'" + channel.type() + "','resource_id':'" + channel.id() + "'"
                + (since == null ? "" : ",'since_event_id':'" + since + "'") + "}";
    }

    Answer poll(String token, PollRequest request) {
        return poll(from("192.0.2.7", token), request);
    }

    static Handshake from(@Nullable String address, String token) {
        return new Handshake(address, "/v4", Map.of("authorization", List.of("Bearer " + token)), Map.of());
    }

    Answer poll(Handshake handshake, PollRequest request) {
        CompletableFuture<PollReply> reply = ask(handshake, request);
        assertThat(reply).isCompleted();
        return written(reply);
    }

    /** Begins a poll that a test holds up. */
    CompletableFuture<PollReply> ask(Handshake handshake, PollRequest request) {
        CompletableFuture<PollReply> reply =
                world.node.gate().poll(handshake, request).toCompletableFuture();
        world.world.settle();
        return reply;
    }

    static Answer written(CompletableFuture<PollReply> done) {
        try (PollReply reply = done.join()) {
            return new Answer(
                    reply.httpStatus(),
                    reply.retryAfter().toMillis(),
                    reply.body().text());
        }
    }
}
