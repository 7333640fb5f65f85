package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.testkit.RecordingTransport.Sent;
import io.bush.realtime.time.SystemTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private static final Duration PATIENCE = ThreadedPeer.PATIENCE;
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
            .settings(ThreadedPeer.patient())
            .runtime(time.runtime())
            .build();
    private final CountDownLatch done = new CountDownLatch(PUBLISHERS + CLIENTS);

    @AfterEach
    void end() {
        node.close();
        threads.shutdown();
        time.close();
    }

    private static void say(ThreadedPeer client, String action, Channel channel, @Nullable String since) {
        String more = since == null ? ",'comment_id':'comment_x'" : ",'since_event_id':'" + since + "'";
        client.act(action, channel, more);
    }

    /** The newest id of a channel it was sent; null when there is none. */
    private static @Nullable String newest(ThreadedPeer client, Channel channel) {
        String id = null;
        for (Sent sent : client.seen.sent()) {
            JsonNode frame = sent.json();
            if (frame.path("resource_id").asText().equals(channel.id()) && frame.has("event_id")) {
                id = frame.get("event_id").asText();
            }
        }
        return id;
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

    private void comeAndGo(ThreadedPeer client, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < MOVES; i++) {
            Channel channel = random.nextBoolean() ? FILE : OTHER_FILE;
            switch (random.nextInt(5)) {
                case 0 -> say(client, "subscribe", channel, null);
                case 1, 2 -> say(client, "subscribe", channel, newest(client, channel));
                case 3 -> say(client, "unsubscribe", channel, null);
                default ->
                    node.revoke(AccessSelector.channel(channel))
                            .toCompletableFuture()
                            .join();
            }
            client.send("{'action':'ping'}");
        }
        done.countDown();
    }

    @RepeatedTest(5)
    void everyClientSeesAnUnbrokenOrder() throws InterruptedException {
        List<ThreadedPeer> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            ThreadedPeer client = new ThreadedPeer(node, time, threads, "user_" + i);
            clients.add(client);
            long seed = i;
            threads.execute(() -> comeAndGo(client, seed));
        }
        for (int i = 0; i < PUBLISHERS; i++) {
            threads.execute(this::publishAll);
        }
        assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        for (ThreadedPeer client : clients) {
            say(client, "subscribe", FILE, newest(client, FILE));
            say(client, "comment.lock", FILE, null);
            say(client, "subscribe", OTHER_FILE, newest(client, OTHER_FILE));
            say(client, "comment.lock", OTHER_FILE, null);
        }
        for (ThreadedPeer client : clients) {
            // A lock waits for its channel's subscribe, and is then answered: this node offers none.
            client.await("error", 2);
        }
        node.publish(Publication.of(FILE, "e.last_a", 1)).toCompletableFuture().join();
        node.publish(Publication.of(OTHER_FILE, "e.last_b", 1))
                .toCompletableFuture()
                .join();
        for (ThreadedPeer client : clients) {
            client.seen.await("e.last_a", PATIENCE);
            client.seen.await("e.last_b", PATIENCE);
        }
        for (ThreadedPeer client : clients) {
            client.assertInOrder();
        }
    }
}
