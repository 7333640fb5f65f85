package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Person;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Access taken back over HTTP ends what rested on it, live. */
@Tag("P5")
@Tag("P6")
class AccessFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();
    private final Person bob = SERVER.newPerson();
    private final String project = SERVER.newProject(alice);
    private final String file = SERVER.newFile(alice, project);
    private final String comment = SERVER.newComment(alice, file);
    private final String member = "/v4/projects/" + project + "/members/" + bob.id();

    private LiveClient watching(Person person) {
        LiveClient client = SERVER.connect(person.token());
        client.subscribe("project", project);
        client.subscribe("file", file);
        client.await(one -> is(one, "lock.state") && on(one, file));
        return client;
    }

    /** The answer to the request does not wait for it; it comes within a second of the answer (P6). */
    private void awaitRevoked(LiveClient client) {
        for (String id : List.of(project, file)) {
            client.await(one -> is(one, "subscription.revoked") && on(one, id));
        }
    }

    private static boolean is(JsonNode frame, String type) {
        return frame.path("type").asText().equals(type);
    }

    /** Whether a frame shows that nothing is locked, after something was. */
    private static boolean isFreeAgain(List<JsonNode> frames, JsonNode frame) {
        return is(frame, "lock.state")
                && frame.path("locks").isEmpty()
                && frames.lastIndexOf(frame) > names(frames).indexOf("comment.locked");
    }

    private static boolean on(JsonNode frame, String id) {
        return frame.path("resource_id").asText().equals(id);
    }

    private static List<String> names(List<JsonNode> frames) {
        return frames.stream()
                .map(one -> one.path(one.has("type") ? "type" : "event").asText())
                .toList();
    }

    @Test
    void afterARemovalNothingReachesTheMemberAndTheirLockAndPresenceAreGone() {
        SERVER.addMember(alice, project, bob, "comment_only");
        String theirs = SERVER.newComment(bob, file);
        String own = SERVER.newProject(bob);
        try (LiveClient alices = watching(alice);
                LiveClient bobs = watching(bob)) {
            bobs.subscribe("project", own);
            bobs.act("presence", "file", file, ",'state':{'status':'commenting'}");
            bobs.lockComment(file, theirs);
            alices.awaitType("presence.update");
            alices.awaitType("comment.locked");

            assertThat(SERVER.delete(alice, member).status()).isEqualTo(204);
            awaitRevoked(bobs);
            String after = SERVER.newComment(alice, file);
            alices.act("signal", "file", file, ",'event':'user.typing','data':{}");
            SERVER.newFile(alice, project);
            alices.await(one -> one.path("data").path("comment_id").asText().equals(after));
            SERVER.newFile(bob, own);
            bobs.await(one -> one.path("event").asText().equals("file.created") && on(one, own));

            assertThat(alices.awaitType("comment.unlocked").path("reason").asText())
                    .isEqualTo("released");
            assertThat(alices.awaitType("presence.leave").path("user_id").asText())
                    .isEqualTo(bob.id());
            assertThat(names(bobs.framesOn(file))).endsWith("subscription.revoked");
            assertThat(names(bobs.framesOn(project))).endsWith("subscription.revoked");
            assertThat(bobs.eventsOn(file)).isEmpty();
            assertThat(names(bobs.eventsOn(project))).isSubsetOf("member.removed");
            assertThat(SERVER.get(alice, "/v4/files/" + file + "/presence")
                            .body()
                            .path("users"))
                    .isEmpty();
            assertThat(bobs.awaitType("comment.lock.lost").path("reason").asText())
                    .isEqualTo("revoked");
        }
    }

    @Test
    void aRemovalEndsWhatItMeansEvenWhenNobodyCanBeAsked() {
        SERVER.addMember(alice, project, bob, "comment_only");
        try (LiveClient alices = watching(alice);
                LiveClient bobs = watching(bob)) {
            Runnable letAnswer = SERVER.holdQuestions();
            try {
                assertThat(SERVER.delete(alice, member).status()).isEqualTo(204);
                awaitRevoked(bobs);
                String after = SERVER.newComment(alice, file);
                alices.await(one -> one.path("data").path("comment_id").asText().equals(after));

                assertThat(bobs.eventsOn(file)).isEmpty();
            } finally {
                letAnswer.run();
            }
        }
    }

    @Test
    void theOthersOfTheProjectStayWhenOneIsRemoved() {
        Person carol = SERVER.newPerson();
        SERVER.addMember(alice, project, bob, "view_only");
        SERVER.addMember(alice, project, carol, "view_only");
        try (LiveClient bobs = watching(bob);
                LiveClient carols = watching(carol)) {
            SERVER.delete(alice, member);
            bobs.await(one -> is(one, "subscription.revoked") && on(one, file));
            String after = SERVER.newComment(alice, file);

            carols.await(one -> one.path("data").path("comment_id").asText().equals(after));
            assertThat(names(carols.framesOn(file))).doesNotContain("subscription.revoked");
        }
    }

    @Test
    void whoMayOnlyViewFromNowOnLosesTheirLockButStays() {
        SERVER.addMember(alice, project, bob, "comment_only");
        String theirs = SERVER.newComment(bob, file);
        try (LiveClient alices = watching(alice);
                LiveClient bobs = watching(bob)) {
            bobs.act("presence", "file", file, ",'state':{'status':'commenting'}");
            bobs.lockComment(file, theirs);
            alices.awaitType("comment.locked");

            SERVER.addMember(alice, project, bob, "view_only");

            assertThat(bobs.awaitType("comment.lock.lost").path("reason").asText())
                    .isEqualTo("revoked");
            assertThat(alices.awaitType("comment.unlocked").path("comment_id").asText())
                    .isEqualTo(theirs);
            bobs.act("comment.lock", "file", file, ",'ref':'again','comment_id':'" + theirs + "'");
            assertThat(bobs.awaitReply("again").path("code").asText()).isEqualTo("forbidden");
            assertThat(SERVER.get(alice, "/v4/files/" + file + "/presence")
                            .body()
                            .path("users"))
                    .hasSize(1);
            assertThat(names(bobs.framesOn(file))).doesNotContain("subscription.revoked");
        }
    }

    @Test
    void aFileThatMovesToAnotherProjectIsHeardByWhoIsThereAndNotByWhoIsOnlyWhereItWas() {
        Person carol = SERVER.newPerson();
        String there = SERVER.newProject(alice);
        SERVER.addMember(alice, project, bob, "full_access");
        SERVER.addMember(alice, there, carol, "view_only");
        try (LiveClient alices = watching(alice);
                LiveClient bobs = watching(bob);
                LiveClient carols = SERVER.connect(carol.token())) {
            carols.subscribe("project", there);
            bobs.lockComment(file, comment);
            assertThat(SERVER.post(bob, "/v4/files/" + file + "/move", "{\"project_id\":\"" + there + "\"}")
                            .status())
                    .isEqualTo(404);

            TestServer.Answer moved =
                    SERVER.post(alice, "/v4/files/" + file + "/move", "{\"project_id\":\"" + there + "\"}");
            bobs.await(one -> is(one, "subscription.revoked") && on(one, file));
            String after = SERVER.newComment(alice, file);

            assertThat(moved.status()).isEqualTo(200);
            assertThat(moved.text("project_id")).isEqualTo(there);
            assertThat(carols.awaitEvent("file.created")
                            .path("data")
                            .path("file_id")
                            .asText())
                    .isEqualTo(file);
            assertThat(carols.subscribe("file", file).path("type").asText()).isEqualTo("subscription.confirmed");
            alices.await(one -> one.path("data").path("comment_id").asText().equals(after));
            // Whether her own access still holds may be asked just then: she is told, or shown what is locked after
            // that.
            alices.await(one -> is(one, "comment.unlocked") || isFreeAgain(alices.framesOn(file), one));
            assertThat(bobs.awaitEvent("file.deleted").path("channel").asText()).isEqualTo("project");
            assertThat(names(bobs.framesOn(file))).endsWith("subscription.revoked");
            assertThat(names(bobs.framesOn(project))).doesNotContain("subscription.revoked");
        }
    }

    @Test
    void aFileIsMovedOnlyByWhoHasFullAccessWhereItIsAndMayEditWhereItGoes() {
        String there = SERVER.newProject(alice);
        String body = "{\"project_id\":\"" + there + "\"}";
        SERVER.addMember(alice, project, bob, "edit_and_share");
        SERVER.addMember(alice, there, bob, "comment_only");

        assertThat(SERVER.post(bob, "/v4/files/" + file + "/move", body).status())
                .isEqualTo(403);
        SERVER.addMember(alice, project, bob, "full_access");
        assertThat(SERVER.post(bob, "/v4/files/" + file + "/move", body).status())
                .isEqualTo(403);
        SERVER.addMember(alice, there, bob, "edit");
        assertThat(SERVER.post(bob, "/v4/files/" + file + "/move", body).status())
                .isEqualTo(200);
        assertThat(SERVER.post(bob, "/v4/files/" + file + "/move", body).text("code"))
                .isEqualTo("forbidden");
        assertThat(SERVER.post(alice, "/v4/files/" + file + "/move", body).text("code"))
                .isEqualTo("invalid_project_id");
    }

    @Test
    void aDeletedShareEndsEveryGuestOfIt() {
        TestServer.Answer made = SERVER.post(alice, "/v4/files/" + file + "/shares", "{}");
        try (LiveClient one = SERVER.connect(made.text("token"));
                LiveClient two = SERVER.connect(made.text("token"))) {
            one.subscribe("share", made.text("id"));
            two.subscribe("share", made.text("id"));

            SERVER.delete(alice, "/v4/shares/" + made.text("id"));
            for (LiveClient guest : List.of(one, two)) {
                assertThat(guest.awaitType("subscription.revoked")
                                .path("reason")
                                .asText())
                        .isEqualTo("resource_deleted");
            }
            SERVER.newComment(alice, file);

            assertThat(names(one.framesOn(made.text("id")))).endsWith("subscription.revoked");
        }
    }
}
