package io.bush.realtime.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Authenticator;
import io.bush.realtime.auth.ChannelAuthorizer;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.testkit.ManualWorld;
import io.bush.realtime.testkit.RecordingListener;
import io.bush.realtime.testkit.RecordingTransport;
import io.bush.realtime.testkit.RecordingTransport.Completing;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A real node on virtual time for flow tests. Tokens: {@code user_x} is that user, {@code guest:share_x} a guest, {@code
 * user_x@SECONDS} a user whose token ends so many seconds after the start; everything else is refused.
 */
final class FlowWorld implements AutoCloseable {

    final ManualWorld world = ManualWorld.inOrder();
    final RecordingListener events = new RecordingListener();
    final RealtimeNode node;
    /** What the authorizer answers; changed by tests. The default allows all with the tag {@code project:proj_x}. */
    BiFunction<Principal, Channel, CompletionStage<@Nullable Grant>> access =
            (principal, channel) -> CompletableFuture.completedFuture(Grant.allow("project:proj_x"));
    /** What the authenticator answers; changed by tests. */
    Authenticator tokens = credentials -> CompletableFuture.completedFuture(read(credentials.token()));

    FlowWorld() {
        this(builder -> builder);
    }

    FlowWorld(UnaryOperator<RealtimeNodeBuilder> change) {
        ChannelAuthorizer authorizer = (principal, channel) -> access.apply(principal, channel);
        node = change.apply(RealtimeNode.builder()
                        .authenticator(credentials -> tokens.authenticate(credentials))
                        .authorizer(authorizer)
                        .listener(events)
                        .runtime(world.runtime()))
                .build();
    }

    static @Nullable Authentication read(String token) {
        if (token.startsWith("guest:")) {
            return new Authentication(Principal.ShareGuest.of(token.substring(6)), null);
        }
        if (!token.startsWith("user_")) {
            return null;
        }
        int at = token.indexOf('@');
        String id = at < 0 ? token : token.substring(0, at);
        Instant end = at < 0
                ? null
                : io.bush.realtime.testkit.ManualTime.START.plusSeconds(Long.parseLong(token.substring(at + 1)));
        return new Authentication(new Principal.Member(id, "Name of " + id, null), end);
    }

    /** Opens a socket with a token in the query. */
    Peer connect(String token) {
        return open(Map.of("token", List.of(token)), Map.of());
    }

    Peer open(Map<String, List<String>> query, Map<String, List<String>> headers) {
        Peer peer = new Peer(new Handshake("192.0.2.7", "/cable", headers, query));
        world.settle();
        return peer;
    }

    String publish(Channel channel, String event, Map<String, ?> data) {
        PublishResult result = publish(io.bush.realtime.Publication.of(channel, event, data));
        assertThat(result).isInstanceOf(PublishResult.Durable.class);
        return ((PublishResult.Durable) result).eventId();
    }

    PublishResult publish(io.bush.realtime.Publication publication) {
        CompletableFuture<PublishResult> result = node.publish(publication).toCompletableFuture();
        world.settle();
        assertThat(result).isCompleted();
        return result.join();
    }

    void advance(Duration by) {
        world.advance(by);
    }

    @Override
    public void close() {
        node.close();
        world.settle();
        assertThat(node.stats().connections()).isZero();
        assertThat(node.stats().channels()).isZero();
        assertThat(events.calls("failed")).isEmpty();
    }

    /** One client. */
    final class Peer {

        final RecordingTransport transport = new RecordingTransport(world.time(), Completing.INLINE);
        final TransportListener wire;

        Peer(Handshake handshake) {
            wire = node.gate().open(handshake, transport);
        }

        Peer send(String json) {
            wire.onTextEnd(json.replace('\'', '"'));
            world.settle();
            return this;
        }

        Peer subscribe(Channel channel) {
            return send(
                    "{'action':'subscribe','channel':'" + channel.type() + "','resource_id':'" + channel.id() + "'}");
        }

        Peer subscribe(Channel channel, String since) {
            return send("{'action':'subscribe','channel':'" + channel.type() + "','resource_id':'" + channel.id()
                    + "','since_event_id':'" + since + "'}");
        }

        Peer unsubscribe(Channel channel) {
            return send(
                    "{'action':'unsubscribe','channel':'" + channel.type() + "','resource_id':'" + channel.id() + "'}");
        }

        List<JsonNode> frames(String name) {
            return transport.frames(name);
        }

        JsonNode only(String name) {
            return transport.only(name);
        }

        List<String> names() {
            return transport.names();
        }

        String connectionId() {
            return only("connection.established").get("connection_id").asText();
        }

        Map<String, String> eventIds(String name) {
            Map<String, String> ids = new LinkedHashMap<>();
            frames(name).forEach(frame -> ids.put(frame.get("event_id").asText(), frame.toString()));
            return ids;
        }

        void drop() {
            wire.onClosed(1006);
            world.settle();
        }
    }
}
