package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.ConnectionLimits;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A real node on real time and threads whose sockets are in this process. Thread safety: for one thread. */
final class RedisNode implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_TRIES = 10;

    private final RealtimeNode node;
    private final Consumer<String> hears;
    private final LongAdder resets = new LongAdder();
    private int users;

    /**
     * Starts a node.
     *
     * @param back makes its back end
     * @param repair how it keeps level
     * @param hears gets the text of every frame of every socket, on the node's threads
     */
    RedisNode(Backplane.Factory back, RepairSettings repair, Consumer<String> hears) {
        this.hears = hears;
        this.node = RealtimeNode.builder()
                .authenticator(asked -> CompletableFuture.completedFuture(
                        new Authentication(new Principal.Member(asked.token(), "A Name", null), null)))
                .authorizer((principal, channel) -> CompletableFuture.completedFuture(Grant.allow("project:proj_x")))
                .settings(RealtimeSettings.DEFAULT
                        .with(RealtimeSettings.DEFAULT.connections().withAddressLimits(10_000, 10_000))
                        .with(repair))
                .backplane(back)
                .listener(new RealtimeListener() {
                    @Override
                    public void reset(String connectionId, Channel channel, ResetReason reason) {
                        resets.increment();
                    }
                })
                .build();
    }

    /** The channels of a command. */
    static List<Channel> channels(int from, int count) {
        List<Channel> channels = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            channels.add(new Channel("file", "file_bench%06d".formatted(i)));
        }
        return channels;
    }

    RealtimeNode node() {
        return node;
    }

    long resets() {
        return resets.sum();
    }

    /**
     * Lets sockets subscribe, as many as it takes, one after the other, and waits until all is confirmed. On a busy machine
     * Redis may be too late for some; they are asked for again.
     */
    void subscribe(List<Channel> channels) {
        for (int from = 0; from < channels.size(); from += ConnectionLimits.MAX_BATCH) {
            Socket socket = new Socket();
            socket.server = node.gate()
                    .open(
                            new Handshake(
                                    "127.0.0.1", "/v4/cable", Map.of(), Map.of("token", List.of("user_" + users++))),
                            socket);
            List<Channel> left = channels.subList(from, Math.min(from + ConnectionLimits.MAX_BATCH, channels.size()));
            for (int tries = 0; !left.isEmpty(); tries++) {
                if (tries == MOST_TRIES) {
                    throw new IllegalStateException("not confirmed: " + left);
                }
                left = socket.subscribe(left);
            }
        }
    }

    /** Reads the number that stands behind a name in a frame; -1 when there is none. */
    static long number(String frame, String name) {
        int at = frame.indexOf("\"" + name + "\":");
        if (at < 0) {
            return -1;
        }
        int from = at + name.length() + 3;
        int to = from;
        while (to < frame.length() && Character.isDigit(frame.charAt(to))) {
            to++;
        }
        return to == from ? -1 : Long.parseLong(frame, from, to, 10);
    }

    /** A socket; its sends complete at once. */
    private final class Socket implements Transport {

        // Set before anything is subscribed.
        private volatile TransportListener server = NOBODY;
        /** Answers to the subscribe under way, by the channel's id: whether it was confirmed. */
        private final Map<String, Boolean> answers = new ConcurrentHashMap<>();

        /** Subscribes and waits for the answers; who was rejected. */
        List<Channel> subscribe(List<Channel> channels) {
            answers.clear();
            server.onTextEnd(channels.stream()
                    .map(channel -> "{\"channel\":\"" + channel.type() + "\",\"resource_id\":\"" + channel.id() + "\"}")
                    .collect(Collectors.joining(",", "{\"action\":\"subscribe\",\"subscriptions\":[", "]}")));
            Until.holds(PATIENCE, "all subscriptions are answered", () -> answers.size() == channels.size());
            return channels.stream()
                    .filter(channel -> !Boolean.TRUE.equals(answers.get(channel.id())))
                    .toList();
        }

        @Override
        public void send(FrameBatch batch, Completion completion) {
            for (Frame frame : batch.frames()) {
                String text = frame.text();
                if (text.startsWith("{\"type\":\"subscription.confirmed\"")) {
                    answers.put(id(text), Boolean.TRUE);
                } else if (text.startsWith("{\"type\":\"subscription.rejected\"")) {
                    answers.put(id(text), Boolean.FALSE);
                }
                hears.accept(text);
            }
            completion.completed(null);
        }

        private static String id(String frame) {
            String name = "\"resource_id\":\"";
            int from = frame.indexOf(name) + name.length();
            return frame.substring(from, frame.indexOf('"', from));
        }

        @Override
        public void ping() {
            server.onPong();
        }

        @Override
        public void close(int code, String reason) {
            server.onClosed(code);
        }

        @Override
        public void abort() {
            server.onClosed(1006);
        }

        @Override
        public String path() {
            return "benchmark";
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

    @Override
    public void close() {
        node.close();
    }
}
