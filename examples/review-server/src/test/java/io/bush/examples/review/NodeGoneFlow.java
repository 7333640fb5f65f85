package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Person;
import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What only time ends after a process was killed. That is more than a minute of waiting, so it has no name that each build
 * runs: {@code mvn verify -pl examples/review-server -am -Dtest=NodeGoneFlow -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@OneRedis
class NodeGoneFlow {

    private static final int MOST_CONNECTIONS = 10;
    /** A lock ends 30 s after it was renewed last, and is told of 2 s later. */
    private static final Duration LOCK_ENDS = Duration.ofSeconds(32);
    /** From the kill on, whatever came before. */
    private static final Duration PRESENCE_ENDS = Duration.ofSeconds(65);

    @TempDir
    Path data;

    private static Predicate<JsonNode> ofType(String type) {
        return frame -> frame.path("type").asText().equals(type);
    }

    private static List<LiveClient> connected(NodeProcess node, Person person) {
        List<LiveClient> clients = new ArrayList<>();
        for (int i = 0; i < MOST_CONNECTIONS; i++) {
            LiveClient client = node.connect(person);
            clients.add(client);
            client.awaitType("connection.established");
        }
        return clients;
    }

    @Test
    @Tag("P7")
    @Tag("P8")
    @Tag("section-3.6")
    void whoWasOnAKilledNodeLeavesTheirLockRunsOutAndTheirConnectionsCountNoMore(RedisServer redis) {
        try (NodeProcess a = NodeProcess.start(data, redis.uri(), "a");
                NodeProcess b = NodeProcess.start(data, redis.uri(), "b")) {
            Person alice = b.person("alice");
            Person bob = a.person("bob");
            String project = b.project(alice);
            String file = b.file(alice, project);
            b.addMember(alice, project, bob, "comment_only");
            String comment = a.comment(bob, file, "Mine");
            List<LiveClient> bobs = new ArrayList<>();
            try (LiveClient watcher = b.connect(alice)) {
                watcher.subscribe("file", file);
                bobs.addAll(connected(a, bob));
                bobs.get(0).subscribe("file", file);
                bobs.get(0).act("presence", "file", file, ",'state':{'status':'commenting'}");
                watcher.awaitType("presence.update");
                bobs.get(0).lockComment(file, comment);
                watcher.awaitType("comment.locked");
                assertThat(b.connect(bob).awaitClose()).isEqualTo(4029);

                a.process().kill();
                long killed = System.nanoTime();
                JsonNode unlocked = watcher.await(LOCK_ENDS, ofType("comment.unlocked"));
                assertThat(unlocked.path("reason").asText()).isEqualTo("expired");
                Duration left = PRESENCE_ENDS.minusNanos(System.nanoTime() - killed);
                JsonNode leave = watcher.await(left, ofType("presence.leave"));
                assertThat(leave.path("user_id").asText()).isEqualTo(bob.id());

                assertThat(b.get(alice, "/v4/files/" + file + "/presence")
                                .body()
                                .path("users"))
                        .isEmpty();
                bobs.addAll(connected(b, bob));
                bobs.get(bobs.size() - 1).subscribe("file", file);
                bobs.get(bobs.size() - 1).lockComment(file, comment);
            } finally {
                bobs.forEach(LiveClient::close);
            }
        }
    }
}
