package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every endpoint does with requests that are not right. */
class RequestErrorsTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    /** Enough for an answer that comes too early to be seen, mostly. */
    private static final int A_MOMENT_MILLIS = 200;

    private static final int DEADLINE_MILLIS = 40_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d+) ");

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

    /** Jetty closes a connection with an unread body: what its client still sends is answered with a reset then, the answer is lost. */
    @ParameterizedTest
    @CsvSource({"comments/%s/complete, 200", "notifications/notification_x/read, 404", "comments/%s, 405"})
    void aBodyThatNobodyReadsMayBeSentToItsEndAndAnotherRequestBehindIt(String path, int status) throws IOException {
        String comment = SERVER.newComment(alice, SERVER.newFile(alice, SERVER.newProject(alice)));
        byte[] piece = TestServer.bytes("x".repeat(1024));
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), SERVER.uri("/").getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(TestServer.bytes(
                    "POST /v4/" + path.formatted(comment) + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + alice.token() + "\r\nContent-Length: " + 1024 * piece.length + "\r\n\r\n"));
            socket.setSoTimeout(A_MOMENT_MILLIS);
            assertThatThrownBy(socket.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
            for (int i = 0; i < 1024; i++) {
                out.write(piece);
            }
            out.write(TestServer.bytes("GET /v4/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));

            socket.setSoTimeout(DEADLINE_MILLIS);
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(STATUS.matcher(answers).results().map(it -> Integer.parseInt(it.group(1))))
                    .containsExactly(status, 200);
        }
    }
}
