package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every endpoint does with requests that are not right. */
class RequestErrorsTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"name\":\"x\"} {}",
                "{\"name\":\"x\",\"name\":\"y\"}",
                "{\"name\":\"\\ud800",
                "{'name':'x'}"
            })
    void aBodyThatIsNotOneJsonObjectIs400(String body) {
        Answer answer = SERVER.post(alice, "/v4/projects", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("malformed_json");
        assertThat(answer.text("message")).isNotEmpty();
    }

    @Test
    void aBodyTooDeepIs400AndOneTooBigIs413() {
        assertThat(SERVER.post(alice, "/v4/projects", "{\"name\":" + "[".repeat(40) + "]".repeat(40) + "}")
                        .status())
                .isEqualTo(400);
        assertThat(SERVER.post(alice, "/v4/projects", "{\"name\":\"" + "x".repeat(300_000) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void anotherMediaTypeIs415() {
        Answer form = SERVER.send(SERVER.request(alice, "/v4/projects")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("{\"name\":\"x\"}")));
        Answer none =
                SERVER.send(SERVER.request(alice, "/v4/projects").POST(BodyPublishers.ofString("{\"name\":\"x\"}")));

        assertThat(form.status()).isEqualTo(415);
        assertThat(none.status()).isEqualTo(415);
    }

    @Test
    void anUnknownPathIs404AndAnotherMethodIs405WithTheAllowedOnes() {
        assertThat(SERVER.get(alice, "/v4/nothing").status()).isEqualTo(404);
        assertThat(SERVER.get(alice, "/").status()).isEqualTo(404);

        Answer answer = SERVER.delete(alice, "/v4/projects");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.text("code")).isEqualTo("method_not_allowed");
        assertThat(answer.header("allow")).isEqualTo("GET, POST");
    }

    @Test
    void whatJettyItselfRefusesHasTheSameForm() {
        Answer answer = SERVER.get(alice, "/v4/files/%2e%2e%2fetc");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("bad_request");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v4/projects",
        "POST,/v4/projects",
        "GET,/v4/projects/proj_x",
        "GET,/v4/projects/proj_x/members",
        "PUT,/v4/projects/proj_x/members/user_x",
        "DELETE,/v4/projects/proj_x/members/user_x",
        "GET,/v4/projects/proj_x/folders",
        "POST,/v4/projects/proj_x/folders",
        "DELETE,/v4/projects/proj_x/folders/folder_x",
        "GET,/v4/projects/proj_x/files",
        "POST,/v4/projects/proj_x/files",
        "GET,/v4/files/file_x",
        "PATCH,/v4/files/file_x",
        "DELETE,/v4/files/file_x",
        "GET,/v4/files/file_x/content",
        "GET,/v4/files/file_x/thumbnail",
        "GET,/v4/files/file_x/versions",
        "POST,/v4/files/file_x/versions",
        "GET,/v4/files/file_x/comments",
        "POST,/v4/files/file_x/comments",
        "GET,/v4/files/file_x/shares",
        "POST,/v4/files/file_x/shares",
        "PATCH,/v4/comments/comment_x",
        "DELETE,/v4/comments/comment_x",
        "POST,/v4/comments/comment_x/complete",
        "GET,/v4/notifications",
        "POST,/v4/notifications/notification_x/read",
        "GET,/v4/shares/share_x",
        "DELETE,/v4/shares/share_x",
        "GET,/v4/shares/share_x/content",
        "GET,/v4/stats"
    })
    void withoutATokenEverythingIs401(String method, String path) {
        Answer answer = SERVER.send(SERVER.request(null, path).method(method, BodyPublishers.ofString("{}")));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("code")).isEqualTo("unauthenticated");
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\\u0000b", "a\\nb", "\\ud800"})
    void aNameWithoutSubstanceOrWithControlCharactersIs422(String name) {
        Answer answer = SERVER.post(alice, "/v4/projects", "{\"name\":\"" + name + "\"}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("code")).isEqualTo("invalid_name");
    }
}
