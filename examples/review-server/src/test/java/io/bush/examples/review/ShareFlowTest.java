package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShareFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();
    private final String project = SERVER.newProject(alice);
    private final String file = SERVER.newFile(alice, project);
    private final Answer share = SERVER.post(alice, "/v4/files/" + file + "/shares", "{}");
    private final String path = "/v4/shares/" + share.text("id");

    @Test
    void whoeverHoldsTheTokenSeesTheFileAndItsCommentsAndIsSeenLooking() {
        SERVER.newComment(alice, file);

        Answer viewed = SERVER.get(null, path + "?token=" + share.text("token") + "&name=Jane%20Doe&email=j%40x.org");

        assertThat(share.status()).isEqualTo(201);
        assertThat(viewed.status()).isEqualTo(200);
        assertThat(viewed.body().path("file").path("name").asText()).isEqualTo("notes.txt");
        assertThat(viewed.body().path("comments").path(0).path("author").asText())
                .isEqualTo(alice.name());
        assertThat(viewed.text("last_event_id")).startsWith("evt_");
        assertThat(viewed.body().toString()).doesNotContain(project).doesNotContain(alice.id());
        JsonNode viewer = SERVER.recording
                .await("share:" + share.text("id"), "share.viewed")
                .data()
                .path("viewer");
        assertThat(viewer.toString()).isEqualTo("{\"name\":\"Jane Doe\",\"email\":\"j@x.org\"}");
    }

    @Test
    void aDownloadSendsTheBytesAndIsTold() {
        var response = SERVER.sendForBytes(SERVER.request(null, path + "/content?token=" + share.text("token"))
                .GET());

        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("hello");
        JsonNode told = SERVER.recording
                .await("share:" + share.text("id"), "share.downloaded")
                .data();
        assertThat(told.path("file_id").asText()).isEqualTo(file);
    }

    @Test
    void aWrongTokenAndAnUnknownShareAreAnsweredAlike() {
        Answer other = SERVER.post(alice, "/v4/files/" + file + "/shares", "{}");
        Answer wrong = SERVER.get(null, path + "?token=" + other.text("token"));
        Answer none = SERVER.get(null, "/v4/shares/share_none?token=" + share.text("token"));
        Answer member = SERVER.get(alice, path);

        assertThat(wrong.status()).isEqualTo(404);
        assertThat(wrong.body()).isEqualTo(none.body());
        assertThat(member.status()).isEqualTo(404);
        assertThat(SERVER.get(null, path).status()).isEqualTo(401);
        assertThat(SERVER.recording.on("share:" + share.text("id"))).isEmpty();
    }

    @Test
    void aShareTokenOpensNothingElse() {
        Person guest = new Person("", "", share.text("token"));

        assertThat(SERVER.get(guest, "/v4/files/" + file).status()).isEqualTo(401);
        assertThat(SERVER.get(guest, "/v4/projects").status()).isEqualTo(401);
    }

    @Test
    void aDeletedShareIsGoneForItsGuests() {
        assertThat(SERVER.get(alice, "/v4/files/" + file + "/shares").body().path("shares"))
                .hasSize(1);
        assertThat(SERVER.delete(alice, path).status()).isEqualTo(204);
        assertThat(SERVER.delete(alice, path).status()).isEqualTo(404);
        assertThat(SERVER.get(null, path + "?token=" + share.text("token")).status())
                .isEqualTo(404);
        SERVER.recording.await("share:" + share.text("id"), "closeChannel");
    }

    @Test
    void commentsReachEveryShareThatShowsTheFile() {
        String id = SERVER.newComment(alice, file);
        SERVER.post(alice, "/v4/comments/" + id + "/complete", "");
        SERVER.patch(alice, "/v4/comments/" + id, "{\"text\":\"New\"}");
        SERVER.delete(alice, "/v4/comments/" + id);

        assertThat(SERVER.recording.durableNamesOn("share:" + share.text("id")))
                .containsExactly("comment.created", "comment.completed", "comment.updated", "comment.deleted");
    }

    @Test
    void theTokenIsNowhereOnTheDisk() throws Exception {
        try (Stream<Path> stored = Files.walk(SERVER.data())) {
            for (Path one : stored.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1))
                        .doesNotContain(share.text("token"));
            }
        }
    }
}
