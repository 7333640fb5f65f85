package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommentFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();
    private final Person bob = SERVER.newPerson();
    private final String project = SERVER.newProject(alice);
    private final String file = SERVER.newFile(alice, project);
    private final String comments = "/v4/files/" + file + "/comments";

    @Test
    void aReplyNamesItsParentAndListsCarryThePositionOfTheChannel() {
        String first = SERVER.newComment(alice, file);
        Answer reply = SERVER.post(alice, comments, "{\"text\":\"Yes\",\"parent_id\":\"" + first + "\"}");
        JsonNode list = SERVER.get(alice, comments).body();

        assertThat(reply.text("parent_id")).isEqualTo(first);
        assertThat(list.path("comments")).hasSize(2);
        assertThat(list.path("comments").path(1)).isEqualTo(reply.body());
        assertThat(list.path("last_event_id").asText()).startsWith("evt_");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\":\"\"}",
                "{\"text\":7}",
                "{\"text\":\"x\",\"client_id\":\"has space\"}",
                "{\"text\":\"x\",\"client_id\":5}",
                "{\"text\":\"x\",\"parent_id\":\"comment_none\"}",
                "{\"text\":\"x\",\"annotations\":\"text\"}",
                "{\"text\":\"bell \\u0007\"}",
                "{\"text\":\"x\",\"timestamp\":-1}",
                "{\"text\":\"x\",\"timestamp\":\"1\"}"
            })
    void aCommentThatMakesNoSenseIs422AndToldToNobody(String body) {
        assertThat(SERVER.post(alice, comments, body).status()).isEqualTo(422);
        assertThat(SERVER.recording.durableNamesOn("file:" + file)).isEmpty();
    }

    @Test
    void aParentOnAnotherFileIsNoParent() {
        String elsewhere = SERVER.newComment(alice, SERVER.newFile(alice, project));

        assertThat(SERVER.post(alice, comments, "{\"text\":\"x\",\"parent_id\":\"" + elsewhere + "\"}")
                        .text("code"))
                .isEqualTo("invalid_parent_id");
    }

    @Test
    void theLongestCommentStillFitsAnEvent() {
        String text = "\u20ac\\\"".repeat(5_000);
        String marks = "[\"" + "x".repeat(16_000) + "\"]";
        Answer answer = SERVER.post(alice, comments, "{\"text\":\"" + text + "\",\"annotations\":" + marks + "}");
        Answer longer = SERVER.post(alice, comments, "{\"text\":\"" + "x".repeat(10_001) + "\"}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(longer.status()).isEqualTo(422);
    }

    @Test
    void aClientThatSendsTheSameAgainGetsTheSameCommentAndNoSecondEvent() {
        String body = "{\"text\":\"Once\",\"client_id\":\"tmp_1\"}";
        Answer first = SERVER.post(alice, comments, body);
        Answer again = SERVER.post(alice, comments, body);
        Answer other = SERVER.post(alice, comments, "{\"text\":\"Other\",\"client_id\":\"tmp_1\"}");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.text("code")).isEqualTo("client_id_taken");
        assertThat(SERVER.recording.durableNamesOn("file:" + file)).containsExactly("comment.created");
    }

    @Test
    void onlyItsAuthorEditsAComment() {
        SERVER.addMember(alice, project, bob, "full_access");
        String comment = "/v4/comments/" + SERVER.newComment(alice, file);

        Answer foreign = SERVER.patch(bob, comment, "{\"text\":\"No\"}");
        Answer own = SERVER.patch(alice, comment, "{\"text\":\"Better\",\"annotations\":{\"x\":1}}");
        SERVER.patch(alice, comment, "{\"text\":\"Better\"}");
        Answer empty = SERVER.patch(alice, comment, "{}");

        assertThat(foreign.status()).isEqualTo(403);
        assertThat(own.text("text")).isEqualTo("Better");
        assertThat(empty.status()).isEqualTo(422);
        assertThat(SERVER.recording.durableNamesOn("file:" + file))
                .containsExactly("comment.created", "comment.updated");
        assertThat(SERVER.recording
                        .await("file:" + file, "comment.updated")
                        .data()
                        .path("changes")
                        .toString())
                .isEqualTo("{\"annotations\":{\"x\":1},\"text\":\"Better\"}");
    }

    @Test
    void aDeletedCommentTakesItsAnswersWithItAndNamesEach() {
        String first = SERVER.newComment(alice, file);
        String reply = SERVER.post(alice, comments, "{\"text\":\"a\",\"parent_id\":\"" + first + "\"}")
                .text("id");
        String deeper = SERVER.post(alice, comments, "{\"text\":\"b\",\"parent_id\":\"" + reply + "\"}")
                .text("id");

        assertThat(SERVER.delete(alice, "/v4/comments/" + first).status()).isEqualTo(204);

        List<String> deleted = SERVER.recording.on("file:" + file).stream()
                .filter(one -> one.event().equals("comment.deleted"))
                .map(one -> one.data().path("comment_id").asText())
                .toList();
        assertThat(deleted).containsExactly(deeper, reply, first);
        assertThat(SERVER.get(alice, comments).body().path("comments")).isEmpty();
    }

    @Test
    void othersDeleteACommentOnlyWithFullAccess() {
        Person carol = SERVER.newPerson();
        SERVER.addMember(alice, project, bob, "comment_only");
        SERVER.addMember(alice, project, carol, "edit_and_share");
        String comment = "/v4/comments/" + SERVER.newComment(bob, file);

        assertThat(SERVER.delete(carol, comment).status()).isEqualTo(403);
        assertThat(SERVER.delete(alice, comment).status()).isEqualTo(204);
    }

    @Test
    void completingIsToldOnce() {
        String comment = SERVER.newComment(alice, file);
        Answer done = SERVER.post(alice, "/v4/comments/" + comment + "/complete", "");
        Answer again = SERVER.post(alice, "/v4/comments/" + comment + "/complete", "");

        assertThat(done.status()).isEqualTo(200);
        assertThat(done.body().path("completed_by").path("id").asText()).isEqualTo(alice.id());
        assertThat(again.body()).isEqualTo(done.body());
        assertThat(SERVER.recording.durableNamesOn("file:" + file))
                .containsExactly("comment.created", "comment.completed");
        JsonNode data =
                SERVER.recording.await("file:" + file, "comment.completed").data();
        assertThat(data.path("completed_at").asText()).isEqualTo(done.text("completed_at"));
        assertThat(data.path("completed_by").asText()).isEqualTo(alice.id());
    }

    @Test
    void everybodyMentionedIsNotifiedOnceOnTheirOwnChannel() {
        Person stranger = SERVER.newPerson();
        SERVER.addMember(alice, project, bob, "view_only");
        Answer comment = SERVER.post(
                alice,
                comments,
                "{\"text\":\"@" + bob.name() + " @" + bob.name() + " @" + stranger.name() + " @" + alice.name()
                        + " @nobody-at-all\"}");

        JsonNode told = SERVER.recording
                .await("user:" + bob.id(), "notification.created")
                .data();
        JsonNode list = SERVER.get(bob, "/v4/notifications").body();
        assertThat(list.path("notifications")).hasSize(1);
        assertThat(list.path("notifications").path(0).path("target")).isEqualTo(told.path("target"));
        assertThat(told.path("created_at"))
                .isEqualTo(list.path("notifications").path(0).path("created_at"));
        assertThat(told.path("target").path("comment_id").asText()).isEqualTo(comment.text("id"));
        assertThat(SERVER.get(stranger, "/v4/notifications").body().path("notifications"))
                .isEmpty();
        assertThat(SERVER.get(alice, "/v4/notifications").body().path("notifications"))
                .isEmpty();

        String read = "/v4/notifications/" + told.path("notification_id").asText() + "/read";
        assertThat(SERVER.post(alice, read, "").status()).isEqualTo(404);
        assertThat(SERVER.post(bob, read, "").text("read_at")).isNotEmpty();
        assertThat(SERVER.post(bob, read, "").status()).isEqualTo(200);
        assertThat(SERVER.recording.durableNamesOn("user:" + bob.id()))
                .containsExactly("notification.created", "notification.read");
    }

    @Test
    void anEditNotifiesOnlyWhoWasNotMentionedBefore() {
        Person carol = SERVER.newPerson();
        SERVER.addMember(alice, project, bob, "view_only");
        SERVER.addMember(alice, project, carol, "view_only");
        String id = SERVER.post(alice, comments, "{\"text\":\"@" + bob.name() + "\"}")
                .text("id");

        SERVER.patch(alice, "/v4/comments/" + id, "{\"text\":\"@" + bob.name() + " @" + carol.name() + "\"}");

        SERVER.recording.await("user:" + carol.id(), "notification.created");
        assertThat(SERVER.recording.durableNamesOn("user:" + bob.id())).containsExactly("notification.created");
    }
}
