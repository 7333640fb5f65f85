package io.bush.realtime.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.ConnectionGate;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Authenticator;
import io.bush.realtime.auth.ChannelAuthorizer;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.observe.Health;
import io.bush.realtime.observe.NodeStats;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.testkit.ManualWorld;
import io.bush.realtime.testkit.RecordingListener;
import io.bush.realtime.testkit.RecordingTransport;
import io.bush.realtime.testkit.RecordingTransport.Completing;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real node on virtual time for flow tests; as a JUnit extension it closes itself after each test and then asserts that
 * nothing is left and that no client saw a forbidden order. Tokens: {@code user_x} is that user, {@code guest:share_x} a
 * guest, {@code user_x@SECONDS} a user whose token ends so many seconds after the start; everything else is refused.
 */
final class FlowWorld implements AutoCloseable, AfterEachCallback {

    static final Channel FILE = new Channel("file", "file_a");
    static final Channel OTHER_FILE = new Channel("file", "file_b");

    final ManualWorld world;
    final RecordingListener events = new RecordingListener();
    final ScriptedBackplane backplane;
    final RealtimeNode node;
    final List<Peer> peers = new ArrayList<>();
    /** What the authorizer answers; changed by tests. The default allows all with the tag {@code project:proj_x}. */
    BiFunction<Principal, Channel, @Nullable CompletionStage<@Nullable Grant>> access =
            (principal, channel) -> CompletableFuture.completedFuture(Grant.allow("project:proj_x"));
    /** What the authenticator answers; changed by tests. */
    Authenticator tokens = credentials -> CompletableFuture.completedFuture(read(credentials.token()));
    /** Whether the listener may have heard of failures. */
    boolean failuresExpected;

    private boolean closed;

    FlowWorld() {
        this(builder -> builder);
    }

    /** A node whose channels carry events only, so that tests of events see nothing else. */
    FlowWorld(UnaryOperator<RealtimeNodeBuilder> change) {
        this(ManualWorld.inOrder(), new ScriptedBackplane(), change);
    }

    /** A node with the default channel types: presence, signals and locks. */
    static FlowWorld collaborative() {
        return collaborative(builder -> builder);
    }

    static FlowWorld collaborative(UnaryOperator<RealtimeNodeBuilder> change) {
        return new FlowWorld(
                ManualWorld.inOrder(), new ScriptedBackplane(), builder -> change.apply(withFeatures(builder)));
    }

    /** The default channel types, for a node in a world that others live in too. */
    static RealtimeNodeBuilder withFeatures(RealtimeNodeBuilder builder) {
        ChannelTypes.defaults().all().forEach(builder::channelType);
        return builder;
    }

    static RealtimeNodeBuilder eventsOnly(RealtimeNodeBuilder builder) {
        ChannelTypes.defaults().all().forEach(type -> builder.channelType(type.withFeatures()));
        return builder;
    }

    /** A node in a world that others may live in too. */
    FlowWorld(ManualWorld world, ScriptedBackplane backplane, UnaryOperator<RealtimeNodeBuilder> change) {
        this.world = world;
        this.backplane = backplane;
        ChannelAuthorizer authorizer = (principal, channel) -> access.apply(principal, channel);
        node = change.apply(eventsOnly(RealtimeNode.builder())
                        .authenticator(credentials -> tokens.authenticate(credentials))
                        .authorizer(authorizer)
                        .listener(events)
                        .backplane(backplane)
                        .runtime(world.runtime()))
                .build();
    }

    static FlowWorld with(RealtimeSettings settings) {
        return new FlowWorld(builder -> builder.settings(settings));
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
        Instant end = at < 0 ? null : ManualTime.START.plusSeconds(Long.parseLong(token.substring(at + 1)));
        return new Authentication(new Principal.Member(id, "Name of " + id, null), end);
    }

    static <T> CompletableFuture<T> never() {
        return new CompletableFuture<>();
    }

    static CompletionStage<@Nullable Grant> denied() {
        return CompletableFuture.completedFuture(Grant.DENIED);
    }

    static CompletionStage<@Nullable Grant> broken() {
        return CompletableFuture.failedFuture(new IllegalStateException("permissions are down"));
    }

    /** Opens a socket with a token in the query. */
    Peer connect(String token) {
        return open(Map.of("token", List.of(token)), Map.of());
    }

    /** Opens a socket without a token. */
    Peer open() {
        return open(Map.of(), Map.of());
    }

    Peer open(Map<String, List<String>> query, Map<String, List<String>> headers) {
        return open(new Handshake("192.0.2.7", "/cable", headers, query));
    }

    Peer open(Handshake handshake) {
        return open(node.gate(), handshake);
    }

    /** Opens a socket that speaks another dialect. */
    Peer connect(Dialect dialect, String token) {
        Handshake handshake = new Handshake("192.0.2.7", "/cable", Map.of(), Map.of("token", List.of(token)));
        return open(node.gate(dialect), handshake);
    }

    private Peer open(ConnectionGate gate, Handshake handshake) {
        Peer peer = new Peer(gate, handshake);
        world.settle();
        return peer;
    }

    String publish(Channel channel, String event) {
        return publish(channel, event, Map.of());
    }

    String publish(Channel channel, String event, Map<String, ?> data) {
        PublishResult result = publish(Publication.of(channel, event, data));
        assertThat(result).isInstanceOf(PublishResult.Durable.class);
        return ((PublishResult.Durable) result).eventId();
    }

    PublishResult publish(Publication publication) {
        CompletableFuture<PublishResult> result = node.publish(publication).toCompletableFuture();
        world.settle();
        assertThat(result).isCompleted();
        return result.join();
    }

    /** Publishes durable events {@code e.1}, {@code e.2}, … and returns their ids. */
    List<String> publishMany(Channel channel, int from, int to, Map<String, ?> data) {
        List<String> ids = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            ids.add(publish(channel, "e." + i, data));
        }
        return ids;
    }

    <T> T now(CompletionStage<T> stage) {
        world.settle();
        CompletableFuture<T> future = stage.toCompletableFuture();
        assertThat(future).isCompleted();
        return future.join();
    }

    void advance(Duration by) {
        world.advance(by);
    }

    /** Lets time pass in steps, while every client answers pings. */
    void advanceAlive(Duration by) {
        Duration left = by;
        Duration step = Duration.ofSeconds(10);
        while (!left.isZero()) {
            Duration next = left.compareTo(step) < 0 ? left : step;
            world.advance(next);
            peers.forEach(peer -> peer.wire.onPong());
            left = left.minus(next);
        }
    }

    /** What the node shares is away, and it knows. */
    void outage() {
        failuresExpected = true;
        world.settle();
        backplane.outage();
        world.settle();
    }

    /** What the node shares is back, and it knows. */
    void comeBack() {
        comeBackBut(() -> {});
    }

    void comeBackBut(Runnable change) {
        backplane.comeBackBut(change);
        world.settle();
    }

    void seconds(long seconds) {
        advanceAlive(Duration.ofSeconds(seconds));
    }

    /** Returns the only arguments a listener's method was called with. */
    List<@Nullable Object> heard(String method) {
        assertThat(events.calls(method)).hasSize(1);
        return events.calls(method).get(0).arguments();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        leave();
        nothingRuns(world);
    }

    /** What must hold when every node of a world is closed. */
    static void nothingRuns(ManualWorld world) {
        assertThat(world.executor().pending()).as("tasks").isZero();
        assertThat(world.time().pending()).as("timers").isZero();
    }

    /** Nobody holds a lock for longer than its time after everybody is gone. */
    private void letLocksRunOut() {
        if (!backplane.locked.isEmpty() && !backplane.closed) {
            peers.forEach(Peer::drop);
            world.advance(Duration.ofSeconds(30 + 60));
            assertThat(backplane.locked).as("locks").isEmpty();
        }
    }

    /** Closes the node; it leaves nothing behind in what it shares. */
    void leave() {
        closed = true;
        backplane.heal();
        world.settle();
        if (node.health().status() != Health.Status.DOWN) {
            assertThat(backplane.controlSubscribed).as("follows access changes").isTrue();
        }
        letLocksRunOut();
        node.close();
        world.settle();
        assertThat(node.stats().connections()).as("connections").isZero();
        assertThat(node.stats().unauthenticated()).as("unauthenticated").isZero();
        assertThat(node.stats().users()).as("principals").isZero();
        assertThat(node.stats().channels()).as("channels").isZero();
        assertThat(node.stats().queuedBytes()).as("queued bytes").isZero();
        assertThat(node.stats().calls()).as("calls").isEqualTo(new NodeStats.Calls(0, 0, 0));
        assertThat(backplane.subscribed).as("bus subscriptions").isEmpty();
        assertThat(backplane.controlSubscribed).as("follows access changes").isFalse();
        assertThat(backplane.leases).as("leases").isEmpty();
        assertThat(backplane.present).as("present").isEmpty();
        assertThat(backplane.closed).as("backplane closed").isTrue();
        for (Peer peer : peers) {
            assertThat(peer.transport.offences()).isEmpty();
            assertThat(peer.transport.refused()).as("sends after the end").isZero();
            assertThat(FrameOrder.offences(peer.everything(), peer.filtered)).isEmpty();
        }
        if (!failuresExpected) {
            assertThat(events.calls("failed")).isEmpty();
        }
    }

    /** One client. */
    final class Peer {

        final RecordingTransport transport = new RecordingTransport(world.time(), Completing.INLINE);
        final TransportListener wire;
        /** Whether it does not get every durable event. */
        boolean filtered;

        private final List<RecordingTransport.Sent> before = new ArrayList<>();

        Peer(ConnectionGate gate, Handshake handshake) {
            wire = gate.open(handshake, transport);
            peers.add(this);
        }

        /** Sends a frame; quotes may be single. */
        Peer send(String json) {
            return raw(json.replace('\'', '"'));
        }

        Peer raw(String text) {
            wire.onTextEnd(text);
            world.settle();
            return this;
        }

        Peer subscribe(Channel channel) {
            return subscribe(channel, null);
        }

        Peer subscribe(Channel channel, @Nullable String since) {
            return subscribeWith(channel, since == null ? "" : ",'since_event_id':'" + since + "'");
        }

        Peer subscribeWith(Channel channel, String more) {
            return send("{'action':'subscribe','channel':'" + channel.type() + "','resource_id':'" + channel.id() + "'"
                    + more + "}");
        }

        Peer unsubscribe(Channel channel) {
            return send(
                    "{'action':'unsubscribe','channel':'" + channel.type() + "','resource_id':'" + channel.id() + "'}");
        }

        Peer filtered() {
            filtered = true;
            return this;
        }

        Peer stall() {
            transport.complete(Completing.HELD);
            return this;
        }

        /** Completes sends again, all that come of it included. */
        Peer drain() {
            transport.releaseAll();
            world.settle();
            return this;
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

        /** Forgets what came so far, except for the final check. */
        Peer clear() {
            before.addAll(transport.sent());
            transport.clear();
            return this;
        }

        List<RecordingTransport.Sent> everything() {
            List<RecordingTransport.Sent> all = new ArrayList<>(before);
            all.addAll(transport.sent());
            return all;
        }

        /** The only error frame's code. */
        String error() {
            return only("error").get("code").asText();
        }

        String reason(String name) {
            return only(name).get("reason").asText();
        }

        String connectionId() {
            return everything().stream()
                    .filter(sent -> sent.name().equals("connection.established"))
                    .map(sent -> sent.json().get("connection_id").asText())
                    .findFirst()
                    .orElseThrow();
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
