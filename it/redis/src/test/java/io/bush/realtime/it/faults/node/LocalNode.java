package io.bush.realtime.it.faults.node;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNode.AccessChange;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.faults.history.Attempt.Outcome;
import io.bush.realtime.it.faults.history.Line;
import io.bush.realtime.lock.LockSettings;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.presence.PresenceSettings;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Heartbeat;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/** A real node in this JVM, on real time and threads, whose sockets are lines of a history. */
public final class LocalNode implements SiteNode {

    /** Where everybody is, and what everybody edits. */
    public static final List<Channel> CHANNELS = List.of(new Channel("file", "file_a"), new Channel("file", "file_b"));

    private final String name;
    private final RealtimeNode node;
    private final Set<String> denied = ConcurrentHashMap.newKeySet();

    /** Starts a node. */
    public LocalNode(String name, Backplane.Factory backplane, RealtimeListener listener) {
        this(name, backplane, listener, settings());
    }

    /** Starts a node with other settings than {@link #settings}. */
    public LocalNode(String name, Backplane.Factory backplane, RealtimeListener listener, RealtimeSettings settings) {
        this(name, backplane, listener, settings, nobody -> false);
    }

    /** Starts a node whose application is also told by somebody else whom it has to deny everything. */
    LocalNode(
            String name,
            Backplane.Factory backplane,
            RealtimeListener listener,
            RealtimeSettings settings,
            Predicate<String> deniedElsewhere) {
        this.name = name;
        this.node = RealtimeNode.builder()
                .authenticator(credentials -> CompletableFuture.completedFuture(
                        new Authentication(new Principal.Member(credentials.token(), credentials.token(), null), null)))
                .authorizer((principal, channel) -> CompletableFuture.completedFuture(
                        denied.contains(principal.id()) || deniedElsewhere.test(principal.id())
                                ? Grant.DENIED
                                : Grant.allow("user:" + principal.id())))
                // The channel is part of the comment's name.
                .commentChannels(comment -> CompletableFuture.completedFuture(
                        comment.startsWith("comment_a") ? CHANNELS.get(0) : CHANNELS.get(1)))
                .settings(settings)
                .backplane(backplane)
                .listener(listener)
                .build();
    }

    /** The defaults, but for limits that would stop a hurried client, and leases so short that their end can be awaited. */
    public static RealtimeSettings settings() {
        Limit wide = new Limit(10_000, Duration.ofSeconds(60));
        PresenceSettings presence = PresenceSettings.DEFAULT;
        return RealtimeSettings.DEFAULT
                .with(new RateLimits(wide, wide, wide, wide, wide, wide, wide))
                .with(RealtimeSettings.DEFAULT.connections().withAddressLimits(10_000, 10_000))
                // A lease holds for two intervals at least.
                .with(new Heartbeat(Duration.ofSeconds(5), 2))
                .with(new LockSettings(Duration.ofSeconds(5), 10))
                .with(new PresenceSettings(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        presence.crowd(),
                        presence.crowdShown(),
                        presence.crowdInterval(),
                        presence.signallers()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public Wire open(String user, Line line, Consumer<String> frames, IntConsumer ended) {
        Socket socket = new Socket(line, frames, ended);
        socket.server = node.gate()
                .open(new Handshake("192.0.2.7", "/cable", Map.of(), Map.of("token", List.of(user))), socket);
        return socket;
    }

    @Override
    public CompletableFuture<Answer> publish(Channel channel, int n) {
        return node.publish(Publication.of(channel, "e.x", Map.of("n", n)).idempotencyKey("k" + n))
                .thenApply(LocalNode::answer)
                .toCompletableFuture();
    }

    private static Answer answer(PublishResult result) {
        if (result instanceof PublishResult.Durable durable) {
            return new Answer(Outcome.DURABLE, durable.eventId());
        }
        if (result instanceof PublishResult.LocalOnly) {
            return new Answer(Outcome.LOCAL_ONLY, "");
        }
        return new Answer(result instanceof PublishResult.Unknown ? Outcome.UNKNOWN : Outcome.REJECTED, "");
    }

    @Override
    public CompletableFuture<Boolean> revoke(String user) {
        return node.revoke(AccessSelector.user(user))
                .thenApply(AccessChange.RECORDED::equals)
                .toCompletableFuture();
    }

    @Override
    public void permit(String user, Access access) {
        if (access == Access.DENIED) {
            denied.add(user);
        } else {
            denied.remove(user);
        }
    }

    /** What the node says of itself. */
    public String health() {
        return node.health().toString();
    }

    @Override
    public void close() {
        node.close();
    }

    /** One socket; its sends complete at once. */
    private static final class Socket implements Transport, Wire {

        private final Line line;
        private final Consumer<String> frames;
        private final IntConsumer ended;
        // Set before the test uses it; pings come later than that.
        private volatile TransportListener server = NOBODY;

        Socket(Line line, Consumer<String> frames, IntConsumer ended) {
            this.line = line;
            this.frames = frames;
            this.ended = ended;
        }

        @Override
        public void send(FrameBatch batch, Completion completion) {
            for (Frame frame : batch.frames()) {
                line.came(frame.text());
                frames.accept(frame.text());
            }
            completion.completed(null);
        }

        @Override
        public void ping() {
            server.onPong();
        }

        @Override
        public void close(int code, String reason) {
            line.ended(code);
            ended.accept(code);
            server.onClosed(code);
        }

        @Override
        public void abort() {
            close(1006, "");
        }

        @Override
        public String path() {
            return "history";
        }

        @Override
        public void say(String json) {
            line.said(json);
            server.onTextEnd(json);
        }

        @Override
        public void drop() {
            line.left();
            server.onClosed(1006);
        }
    }

    private static final TransportListener NOBODY = new TransportListener() {
        @Override
        public void onTextPart(String part) {}

        @Override
        public void onTextEnd(String part) {}

        @Override
        public void onBinary() {}

        @Override
        public void onPong() {}

        @Override
        public void onClosed(int code) {}
    };
}
