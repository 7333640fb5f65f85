package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole way, as users go it: HTTP on one side, a WebSocket on the other, the real node between. */
class LiveFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();
    private final String project = SERVER.newProject(alice);
    private final String file = SERVER.newFile(alice, project);

    @Test
    @Tag("seed000-7.2")
    void aPostedCommentArrivesAtASubscriberWithItsClientId() {
        try (LiveClient client = SERVER.connect(alice.token())) {
            assertThat(client.subscribe("file", file).path("type").asText()).isEqualTo("subscription.confirmed");

            Answer posted =
                    SERVER.post(alice, "/v4/files/" + file + "/comments", "{\"text\":\"Hi\",\"client_id\":\"tmp_7\"}");

            JsonNode event = client.awaitEvent("comment.created");
            assertThat(event.path("data").path("comment_id").asText()).isEqualTo(posted.text("id"));
            assertThat(event.path("data").path("client_id").asText()).isEqualTo("tmp_7");
            assertThat(event.path("event_id").asText()).startsWith("evt_");
        }
    }

    @Test
    @Tag("P5")
    void aRemovedMemberHearsNothingMoreOfTheProjectAndKeepsTheOtherOnes() {
        Person bob = SERVER.newPerson();
        SERVER.addMember(alice, project, bob, "view_only");
        String own = SERVER.newProject(bob);
        try (LiveClient client = SERVER.connect(bob.token())) {
            client.subscribe("project", project);
            client.subscribe("file", file);
            client.subscribe("project", own);

            SERVER.delete(alice, "/v4/projects/" + project + "/members/" + bob.id());
            for (String id : List.of(project, file)) {
                JsonNode revoked = client.await(one -> one.path("type").asText().equals("subscription.revoked")
                        && one.path("resource_id").asText().equals(id));
                assertThat(revoked.path("reason").asText()).isEqualTo("permissions_changed");
            }
            SERVER.newComment(alice, file);
            SERVER.newFile(bob, own);

            client.await(one -> one.path("event").asText().equals("file.created")
                    && one.path("resource_id").asText().equals(own));
            assertThat(client.eventsOn(file)).isEmpty();
        }
    }

    @Test
    @Tag("P2")
    void aMemberWhoCameBackIsNotShownWhatHappenedMeanwhileButToldToFetch() {
        Person bob = SERVER.newPerson();
        String before = SERVER.get(alice, "/v4/files/" + file + "/comments").text("last_event_id");
        SERVER.newComment(alice, file);
        SERVER.addMember(alice, project, bob, "view_only");
        try (LiveClient client = SERVER.connect(bob.token())) {
            client.subscribe("file", file, before);

            assertThat(client.awaitType("subscription.reset").path("reason").asText())
                    .isEqualTo("access_interrupted");
            assertThat(client.eventsOn(file)).isEmpty();
        }
    }

    @Test
    @Tag("P1")
    void aPageOfCommentsAndTheEventsAfterItsPositionMakeTheWholeHistory() throws Exception {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        CountDownLatch subscribed = new CountDownLatch(1);
        try (LiveClient client = SERVER.connect(alice.token())) {
            Future<List<String>> written = writer.submit(() -> {
                List<String> ids = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    if (i == 50 && !subscribed.await(40, TimeUnit.SECONDS)) {
                        throw new AssertionError("nobody subscribes");
                    }
                    ids.add(SERVER.newComment(alice, file));
                }
                return ids;
            });
            JsonNode page;
            do {
                page = SERVER.get(alice, "/v4/files/" + file + "/comments").body();
            } while (page.path("comments").size() < 5);
            client.subscribe("file", file, page.path("last_event_id").asText());
            // However late the page was read, not everything is in it.
            subscribed.countDown();
            List<String> all = written.get();
            client.await(one -> one.path("data").path("comment_id").asText().equals(all.get(all.size() - 1)));

            List<String> seen = new ArrayList<>();
            page.path("comments").forEach(comment -> seen.add(comment.path("id").asText()));
            client.eventsOn(file).stream()
                    .map(event -> event.path("data").path("comment_id").asText())
                    .filter(id -> !seen.contains(id))
                    .forEach(seen::add);
            assertThat(seen).isEqualTo(all);
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void aShareGuestSeesCommentsOfThatShareAndNothingElse() {
        Answer share = SERVER.post(alice, "/v4/files/" + file + "/shares", "{}");
        String shareId = share.text("id");
        try (LiveClient guest = SERVER.connect(share.text("token"))) {
            assertThat(guest.subscribe("share", shareId).path("type").asText()).isEqualTo("subscription.confirmed");
            assertThat(guest.subscribe("file", file).path("reason").asText()).isEqualTo("insufficient_permissions");
            assertThat(guest.subscribe("project", project).path("reason").asText())
                    .isEqualTo("insufficient_permissions");
            String other =
                    SERVER.post(alice, "/v4/files/" + file + "/shares", "{}").text("id");
            assertThat(guest.subscribe("share", other).path("reason").asText()).isEqualTo("insufficient_permissions");

            String comment = SERVER.newComment(alice, file);

            JsonNode event = guest.awaitEvent("comment.created");
            assertThat(event.path("channel").asText()).isEqualTo("share");
            assertThat(event.path("data").path("comment_id").asText()).isEqualTo(comment);

            SERVER.delete(alice, "/v4/shares/" + shareId);
            JsonNode revoked = guest.awaitType("subscription.revoked");
            assertThat(revoked.path("reason").asText()).isEqualTo("resource_deleted");
        }
    }

    @Test
    void aDeletedFileSaysSoAndEndsItsChannel() {
        try (LiveClient client = SERVER.connect(alice.token())) {
            client.subscribe("file", file);
            SERVER.delete(alice, "/v4/files/" + file);

            client.awaitEvent("file.deleted");
            assertThat(client.awaitType("subscription.revoked").path("reason").asText())
                    .isEqualTo("resource_deleted");
        }
    }

    @Test
    void aMentionReachesThePersonsOwnChannelAndNobodyElseMayListenThere() {
        Person bob = SERVER.newPerson();
        SERVER.addMember(alice, project, bob, "view_only");
        try (LiveClient bobs = SERVER.connect(bob.token());
                LiveClient alices = SERVER.connect(alice.token())) {
            bobs.subscribe("user", bob.id());
            assertThat(alices.subscribe("user", bob.id()).path("reason").asText())
                    .isEqualTo("insufficient_permissions");

            SERVER.post(alice, "/v4/files/" + file + "/comments", "{\"text\":\"@" + bob.name() + " look\"}");

            JsonNode event = bobs.awaitEvent("notification.created");
            assertThat(event.path("user_id").asText()).isEqualTo(alice.id());
            assertThat(event.path("data").path("target").path("file_id").asText())
                    .isEqualTo(file);
        }
    }

    @Test
    void aBadTokenIsClosedWith4001() {
        try (LiveClient client = SERVER.connect("nonsense")) {
            assertThat(client.awaitClose()).isEqualTo(4001);
        }
    }

    @Test
    void figuresNeedTheAdminTokenAndCountTheSubscribers() {
        try (LiveClient client = SERVER.connect(alice.token())) {
            client.subscribe("file", file);
            Answer stats = SERVER.send(SERVER.request(null, "/v4/stats")
                    .header("Authorization", "Bearer " + TestServer.ADMIN_TOKEN)
                    .GET());

            assertThat(stats.status()).isEqualTo(200);
            JsonNode subscribers = stats.body().path("realtime").path("subscribers_by_channel");
            assertThat(subscribers.path("file:" + file).asInt()).isEqualTo(1);
        }
        assertThat(SERVER.get(alice, "/v4/stats").status()).isEqualTo(403);
        assertThat(SERVER.get(null, "/v4/stats").status()).isEqualTo(401);
        assertThat(SERVER.get(null, "/v4/health").text("status")).isEqualTo("up");
    }
}
