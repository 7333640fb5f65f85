package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.binary.RedisBinary;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes, one data directory, one Redis: whatever is done through one of them is seen through the other. */
@OneRedis
class TwoNodesFlowTest {

    private static final AtomicInteger USERS = new AtomicInteger();
    private static final List<ChildProcess> STARTED = new ArrayList<>();

    @TempDir
    static Path data;

    private static RedisServer redis;
    private static NodeProcess a;
    private static NodeProcess b;

    private Person alice;
    private Person bob;
    private String project;
    private String file;

    /** A server of their own: the shared one is emptied before each test. */
    @BeforeAll
    static void start(RedisBinary binary) {
        redis = RedisServer.start(binary);
        ChildProcess first = started(NodeProcess.starting(data, redis.uri(), "a"));
        ChildProcess second = started(NodeProcess.starting(data, redis.uri(), "b"));
        a = NodeProcess.up(first);
        b = NodeProcess.up(second);
    }

    /** To be ended also when the other one does not start. */
    private static ChildProcess started(ChildProcess process) {
        STARTED.add(process);
        return process;
    }

    @AfterAll
    static void stop() {
        STARTED.forEach(ChildProcess::close);
        redis.close();
    }

    @BeforeEach
    void makeAFile() {
        alice = a.person("alice" + USERS.incrementAndGet());
        bob = b.person("bob" + USERS.incrementAndGet());
        project = a.project(alice);
        file = b.file(alice, project);
    }

    private LiveClient watching(NodeProcess node, Person person) {
        LiveClient client = node.connect(person);
        client.subscribe("project", project);
        client.subscribe("file", file);
        client.await(one -> one.path("type").asText().equals("lock.state") && on(one, file));
        return client;
    }

    private static boolean on(JsonNode frame, String id) {
        return frame.path("resource_id").asText().equals(id);
    }

    @Test
    @Tag("P1")
    void aCommentPostedOrCalledThroughOneAppearsAtAWatcherOnTheOther() {
        b.addMember(alice, project, bob, "comment_only");
        try (LiveClient watcher = watching(b, alice);
                LiveClient caller = a.connect(bob)) {
            String posted = a.comment(alice, file, "Posted");
            caller.send("{\"action\":\"call\",\"method\":\"comment.create\",\"ref\":\"c1\",\"params\":{\"file_id\":\""
                    + file + "\",\"text\":\"Called\"}}");
            String called = caller.awaitReply("c1").path("result").path("id").asText();

            watcher.await(one -> one.path("data").path("comment_id").asText().equals(called));
            assertThat(watcher.eventsOn(file))
                    .extracting(event -> event.path("data").path("comment_id").asText())
                    .containsExactly(posted, called);
            assertThat(a.get(alice, "/v4/health").text("node")).isEqualTo("a");
            assertThat(b.get(alice, "/v4/health").text("node")).isEqualTo("b");
        }
    }

    @Test
    @Tag("P7")
    void whoLooksThroughBothIsOneUserForAll() {
        a.addMember(alice, project, bob, "view_only");
        try (LiveClient watcher = watching(b, alice);
                LiveClient first = watching(a, bob);
                LiveClient second = watching(b, bob)) {
            first.act("presence", "file", file, ",'state':{'status':'viewing'}");
            watcher.awaitType("presence.update");
            second.act("presence", "file", file, ",'state':{'status':'commenting'}");
            watcher.await(one -> one.path("type").asText().equals("presence.update")
                    && one.toString().contains("commenting"));

            for (NodeProcess node : List.of(a, b)) {
                JsonNode users = node.get(alice, "/v4/files/" + file + "/presence")
                        .body()
                        .path("users");
                assertThat(users).hasSize(1);
                assertThat(users.get(0).path("state").path("status").asText()).isEqualTo("commenting");
            }
            second.act("presence", "file", file, ",'state':null");
            watcher.await(one -> one.path("type").asText().equals("presence.update")
                    && !one.path("joined").asBoolean()
                    && one.toString().contains("viewing"));
            first.act("presence", "file", file, ",'state':null");
            assertThat(watcher.awaitType("presence.leave").path("user_id").asText())
                    .isEqualTo(bob.id());
        }
    }

    @Test
    @Tag("P8")
    void aLockTakenThroughOneKeepsOthersOutOnBoth() {
        a.addMember(alice, project, bob, "comment_only");
        String comment = b.comment(bob, file, "Mine");
        try (LiveClient alices = watching(a, alice);
                LiveClient bobs = watching(b, bob)) {
            long token = bobs.lockComment(file, comment);
            alices.awaitType("comment.locked");
            alices.act("comment.lock", "file", file, ",'ref':'l1','comment_id':'" + comment + "'");

            assertThat(alices.awaitReply("l1").path("code").asText()).isEqualTo("comment.locked");
            assertThat(a.delete(alice, "/v4/comments/" + comment).text("code")).isEqualTo("comment_locked");
            Answer saved =
                    a.patch(bob, "/v4/comments/" + comment, "{\"text\":\"Changed\",\"lock_token\":" + token + "}");
            assertThat(saved.status()).isEqualTo(200);
            alices.awaitEvent("comment.updated");
        }
    }

    @Test
    @Tag("P5")
    @Tag("P6")
    void aMemberRemovedThroughOneHearsNothingMoreOnTheOther() {
        a.addMember(alice, project, bob, "view_only");
        try (LiveClient bobs = watching(b, bob);
                LiveClient alices = watching(b, alice)) {
            assertThat(a.delete(alice, "/v4/projects/" + project + "/members/" + bob.id())
                            .status())
                    .isEqualTo(204);
            for (String id : List.of(project, file)) {
                bobs.await(one -> one.path("type").asText().equals("subscription.revoked") && on(one, id));
            }
            String after = a.comment(alice, file, "After");

            alices.await(one -> one.path("data").path("comment_id").asText().equals(after));
            assertThat(bobs.eventsOn(file)).isEmpty();
            assertThat(b.get(bob, "/v4/files/" + file).status()).isEqualTo(404);
        }
    }

    @Test
    void aMentionReachesItsUserOnTheOtherAndSoDoesThatItWasRead() {
        a.addMember(alice, project, bob, "view_only");
        try (LiveClient here = a.connect(bob);
                LiveClient there = b.connect(bob)) {
            here.subscribe("user", bob.id());
            there.subscribe("user", bob.id());
            a.comment(alice, file, "@" + bob.name() + " look");
            String id = there.awaitEvent("notification.created")
                    .path("data")
                    .path("notification_id")
                    .asText();

            assertThat(b.post(bob, "/v4/notifications/" + id + "/read", "{}").status())
                    .isEqualTo(200);
            here.awaitEvent("notification.read");
        }
    }

    @Test
    void aPictureUploadedThroughOneIsProcessedOnceAndReadThroughBoth() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), "png", png);
        String picture = a.upload(alice, project, "", "shot.png", "image/png", png.toByteArray())
                .text("id");
        try (LiveClient watcher = b.connect(alice)) {
            String start = b.get(alice, "/v4/files/" + picture).text("last_event_id");
            watcher.subscribe("file", picture, start);
            while (!b.get(alice, "/v4/files/" + picture).text("thumbnail").equals("ready")) {
                assertThat(a.get(alice, "/v4/files/" + picture).text("thumbnail"))
                        .isIn("pending", "ready");
            }
            assertThat(a.get(alice, "/v4/files/" + picture + "/thumbnail").status())
                    .isEqualTo(200);
            assertThat(b.get(alice, "/v4/files/" + picture + "/thumbnail").status())
                    .isEqualTo(200);
        }
    }

    @Test
    @Tag("P1")
    void changesMadeThroughBothAtOnceAreToldInTheOrderInWhichTheyWereMade() {
        try (LiveClient watcher = watching(b, alice)) {
            List<Thread> writers = List.of(a, b).stream()
                    .map(node -> new Thread(() -> rename(node)))
                    .toList();
            writers.forEach(Thread::start);
            for (Thread writer : writers) {
                join(writer);
            }
            String last = a.get(alice, "/v4/files/" + file).text("name");
            String end = a.comment(alice, file, "End");
            watcher.await(one -> one.path("data").path("comment_id").asText().equals(end));

            List<String> told = watcher.eventsOn(file).stream()
                    .filter(event -> event.path("event").asText().equals("file.updated"))
                    .map(event ->
                            event.path("data").path("changes").path("name").asText())
                    .toList();
            assertThat(told).hasSize(40).endsWith(last);
        }
    }

    private void rename(NodeProcess node) {
        for (int i = 0; i < 20; i++) {
            node.patch(alice, "/v4/files/" + file, "{\"name\":\"" + node.port() + "-" + i + "\"}");
        }
    }

    private static void join(Thread writer) {
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
