package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lock, edit, save: over the WebSocket, in a head, over HTTP. */
@Tag("P8")
class CommentLockFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();
    private final Person bob = SERVER.newPerson();
    private final String project = SERVER.newProject(alice);
    private final String file = SERVER.newFile(alice, project);
    private final String id = SERVER.newComment(alice, file);
    private final String comment = "/v4/comments/" + id;

    private LiveClient watching(Person person) {
        LiveClient client = SERVER.connect(person.token());
        assertThat(client.subscribe("file", file).path("type").asText()).isEqualTo("subscription.confirmed");
        // What is locked from now on is told; what was before is in this picture.
        client.awaitType("lock.state");
        return client;
    }

    private Answer edit(Person person, String text, long token) {
        return SERVER.patch(person, comment, "{\"text\":\"" + text + "\",\"lock_token\":" + token + "}");
    }

    private String textNow() {
        return SERVER.get(alice, "/v4/files/" + file + "/comments")
                .body()
                .path("comments")
                .path(0)
                .path("text")
                .asText();
    }

    @Test
    void whoLockedSavesWithTheTokenAndOnlyUntilTheLockIsGivenBack() {
        SERVER.addMember(alice, project, bob, "view_only");
        try (LiveClient alices = watching(alice);
                LiveClient bobs = watching(bob)) {
            long token = alices.lockComment(file, id);
            JsonNode seen = bobs.awaitType("comment.locked");
            Answer saved = edit(alice, "Better", token);
            alices.act("comment.unlock", "file", file, ",'ref':'u','comment_id':'" + id + "','lock_token':" + token);
            alices.awaitReply("u");
            Answer late = edit(alice, "Late", token);

            assertThat(seen.path("comment_id").asText()).isEqualTo(id);
            assertThat(seen.path("user").path("id").asText()).isEqualTo(alice.id());
            assertThat(saved.status()).isEqualTo(200);
            assertThat(late.status()).isEqualTo(409);
            assertThat(late.text("code")).isEqualTo("lock_lost");
            assertThat(textNow()).isEqualTo("Better");
        }
    }

    @Test
    void whileSomebodyElseHoldsTheLockNobodyEditsOrDeletes() {
        SERVER.addMember(alice, project, bob, "full_access");
        try (LiveClient bobs = watching(bob)) {
            long token = bobs.lockComment(file, id);

            Answer edit = SERVER.patch(alice, comment, "{\"text\":\"Mine\"}");
            Answer guess = edit(alice, "Mine", token - 1);
            Answer delete = SERVER.delete(alice, comment);
            Answer deleteWithGuess = SERVER.delete(alice, comment + "?lock_token=" + (token - 1));

            assertThat(edit.status()).isEqualTo(409);
            assertThat(edit.text("code")).isEqualTo("comment_locked");
            assertThat(guess.text("code")).isEqualTo("lock_lost");
            assertThat(delete.text("code")).isEqualTo("comment_locked");
            assertThat(deleteWithGuess.text("code")).isEqualTo("lock_lost");
            assertThat(textNow()).isEqualTo("Nice");

            assertThat(SERVER.delete(bob, comment + "?lock_token=" + token).status())
                    .isEqualTo(204);
        }
    }

    @Test
    void whoMayNotEditACommentCannotKeepItsAuthorFromIt() {
        SERVER.addMember(alice, project, bob, "comment_only");
        try (LiveClient bobs = watching(bob)) {
            bobs.act("comment.lock", "file", file, ",'ref':'l','comment_id':'" + id + "'");

            assertThat(bobs.awaitReply("l").path("code").asText()).isEqualTo("forbidden");
            assertThat(SERVER.patch(alice, comment, "{\"text\":\"Mine\"}").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void withoutAnyLockAnAuthorEditsAsBefore() {
        assertThat(SERVER.patch(alice, comment, "{\"text\":\"Plain\"}").status())
                .isEqualTo(200);
        assertThat(textNow()).isEqualTo("Plain");
    }

    @Test
    void aTokenThatWasTakenOverByTheOtherTabSavesNothing() {
        try (LiveClient first = watching(alice);
                LiveClient second = watching(alice)) {
            long old = first.lockComment(file, id);
            long now = second.lockComment(file, id);

            assertThat(first.awaitType("comment.lock.lost").path("reason").asText())
                    .isEqualTo("taken_over");
            assertThat(edit(alice, "Old tab", old).text("code")).isEqualTo("lock_lost");
            assertThat(edit(alice, "New tab", now).status()).isEqualTo(200);
            assertThat(now).isGreaterThan(old);
            assertThat(textNow()).isEqualTo("New tab");
        }
    }

    @Test
    void aCommentThatIsNotThereAndOneOfAnotherFileAreNotLocked() {
        String elsewhere = SERVER.newComment(alice, SERVER.newFile(alice, project));
        try (LiveClient client = watching(alice)) {
            for (String none : new String[] {"comment_none", elsewhere}) {
                client.act("comment.lock", "file", file, ",'ref':'" + none + "','comment_id':'" + none + "'");

                assertThat(client.awaitReply(none).path("code").asText()).isEqualTo("forbidden");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"7\"", "1.5", "-1", "9007199254740992", "{}", "true"})
    void aTokenThatIsNoneIs422(String token) {
        Answer answer = SERVER.patch(alice, comment, "{\"text\":\"x\",\"lock_token\":" + token + "}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("code")).isEqualTo("invalid_lock_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.5", "9007199254740992", "99999999999999999999"})
    void aTokenInAQueryThatIsNoneIs422(String token) {
        assertThat(SERVER.delete(alice, comment + "?lock_token=" + token).text("code"))
                .isEqualTo("invalid_lock_token");
        assertThat(textNow()).isEqualTo("Nice");
    }
}
