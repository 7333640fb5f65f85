package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import io.bush.realtime.testkit.RecordingTransport;
import io.bush.realtime.testkit.RecordingTransport.Completing;
import io.bush.realtime.testkit.RecordingTransport.Sent;
import io.bush.realtime.time.SystemTime;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/** Real threads publish, join, leave and revoke at once; every client still sees an unbroken order. */
@Tag("P1")
@Tag("P5")
class ConcurrentFlowTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PUBLISHERS = 2;
    private static final int EVENTS = 200;
    private static final int CLIENTS = 4;
    private static final int MOVES = 40;

    private final SystemTime time = SystemTime.start(3);
    private final ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS + CLIENTS + 2);
    private final RealtimeNode node = RealtimeNode.builder()
            .authenticator(credentials -> CompletableFuture.completedFuture(FlowWorld.read(credentials.token())))
            .authorizer((principal, channel) ->
                    CompletableFuture.supplyAsync(() -> Grant.allow("tag:" + principal.id()), threads))
            .settings(RealtimeSettings.DEFAULT.with(wide()))
            .runtime(time.runtime())
            .build();
    private final CountDownLatch done = new CountDownLatch(PUBLISHERS + CLIENTS);

    private static RateLimits wide() {
        Limit wide = new Limit(10_000, Duration.ofSeconds(60));
        return new RateLimits(wide, wide, wide, wide, wide, wide, wide);
    }

    @AfterEach
    void end() {
        node.close();
        threads.shutdown();
        time.close();
    }

    /** One socket that completes its sends on another thread. */
    private final class Client implements Transport {

        final RecordingTransport seen = new RecordingTransport(time, Completing.INLINE);
        final TransportListener wire;

        Client(String user) {
            wire = node.gate()
                    .open(new Handshake("192.0.2.7", "/cable", Map.of(), Map.of("token", List.of(user))), this);
            seen.await("connection.established", PATIENCE);
        }

        void say(String action, Channel channel, @Nullable String since) {
            String more = since == null ? ",\"comment_id\":\"comment_x\"" : ",\"since_event_id\":\"" + since + "\"";
            wire.onTextEnd("{\"action\":\"" + action + "\",\"channel\":\"file\",\"resource_id\":\"" + channel.id()
                    + "\"" + more + "}");
        }

        /** A lock waits for its channel's subscribe, and is then answered with an error: this node offers none. */
        void awaitErrors(int count) {
            long end = time.nanoTime() + PATIENCE.toNanos();
            while (seen.frames("error").size() < count) {
                assertThat(time.nanoTime() - end).isNegative();
                Thread.onSpinWait();
            }
        }

        /** The newest id of a channel it was sent; null when there is none. */
        @Nullable
        String newest(Channel channel) {
            String id = null;
            for (Sent sent : seen.sent()) {
                JsonNode frame = sent.json();
                if (frame.path("resource_id").asText().equals(channel.id()) && frame.has("event_id")) {
                    id = frame.get("event_id").asText();
                }
            }
            return id;
        }

        @Override
        public void send(FrameBatch batch, Completion completion) {
            seen.send(batch, failure -> threads.execute(() -> completion.completed(failure)));
        }

        @Override
        public void ping() {
            wire.onPong();
        }

        @Override
        public void close(int code, String reason) {
            seen.close(code, reason);
        }

        @Override
        public void abort() {
            seen.abort();
        }

        @Override
        public String path() {
            return "threads";
        }
    }

    private void publishAll() {
        for (int i = 0; i < EVENTS; i++) {
            Channel channel = i % 2 == 0 ? FILE : OTHER_FILE;
            PublishResult result = node.publish(Publication.of(channel, "e.x", i))
                    .toCompletableFuture()
                    .join();
            assertThat(result).isInstanceOf(PublishResult.Durable.class);
            node.publish(Publication.of(channel, "v.x", i).asVolatile("k"))
                    .toCompletableFuture()
                    .join();
        }
        done.countDown();
    }

    private void comeAndGo(Client client, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < MOVES; i++) {
            Channel channel = random.nextBoolean() ? FILE : OTHER_FILE;
            switch (random.nextInt(5)) {
                case 0 -> client.say("subscribe", channel, null);
                case 1, 2 -> client.say("subscribe", channel, client.newest(channel));
                case 3 -> client.say("unsubscribe", channel, null);
                default ->
                    node.revoke(AccessSelector.channel(channel))
                            .toCompletableFuture()
                            .join();
            }
            client.wire.onTextEnd("{\"action\":\"ping\"}");
        }
        done.countDown();
    }

    @RepeatedTest(5)
    void everyClientSeesAnUnbrokenOrder() throws InterruptedException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Client client = new Client("user_" + i);
            clients.add(client);
            long seed = i;
            threads.execute(() -> comeAndGo(client, seed));
        }
        for (int i = 0; i < PUBLISHERS; i++) {
            threads.execute(this::publishAll);
        }
        assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        for (Client client : clients) {
            client.say("subscribe", FILE, client.newest(FILE));
            client.say("comment.lock", FILE, null);
            client.say("subscribe", OTHER_FILE, client.newest(OTHER_FILE));
            client.say("comment.lock", OTHER_FILE, null);
        }
        for (Client client : clients) {
            client.awaitErrors(2);
        }
        node.publish(Publication.of(FILE, "e.last_a", 1)).toCompletableFuture().join();
        node.publish(Publication.of(OTHER_FILE, "e.last_b", 1))
                .toCompletableFuture()
                .join();
        for (Client client : clients) {
            client.seen.await("e.last_a", PATIENCE);
            client.seen.await("e.last_b", PATIENCE);
        }
        for (Client client : clients) {
            assertThat(FrameOrder.offences(client.seen.sent(), false)).isEmpty();
            assertThat(client.seen.offences()).isEmpty();
        }
    }
}
