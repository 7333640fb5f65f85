package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The shortest way through everything. */
class FirstLookFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    @Test
    void aCommentOnAnUploadedFileIsAnsweredWithItsIdAndPublishedWithItsClientId() {
        Person alice = SERVER.newPerson();
        String project = SERVER.newProject(alice);
        String file = SERVER.newFile(alice, project);

        Answer answer = SERVER.post(
                alice,
                "/v4/files/" + file + "/comments",
                "{\"text\":\"Too dark\",\"client_id\":\"tmp_1\",\"annotations\":[{\"x\":1}]}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("id")).startsWith("comment_");
        Recording.Heard heard = SERVER.recording.await("file:" + file, "comment.created");
        assertThat(heard.data().path("comment_id").asText()).isEqualTo(answer.text("id"));
        assertThat(heard.data().path("client_id").asText()).isEqualTo("tmp_1");
        assertThat(heard.data().path("annotations").toString()).isEqualTo("[{\"x\":1}]");
        assertThat(SERVER.recording.durableNamesOn("project:" + project)).containsExactly("file.created");
    }
}
