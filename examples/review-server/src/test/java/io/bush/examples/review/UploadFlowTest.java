package io.bush.examples.review;

import static io.bush.examples.review.TestServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.review.Recording.Heard;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UploadFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();
    private final String project = SERVER.newProject(alice);
    private final String files = "/v4/projects/" + project + "/files";

    @Test
    void aFileComesBackAsItWasSent() {
        byte[] content = random(700_000);
        Answer created = SERVER.upload(alice, files, "reel \u00e4.mov", "video/quicktime", content);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("id")).matches("file_[A-Za-z0-9_-]{1,64}");
        assertThat(created.text("name")).isEqualTo("reel \u00e4.mov");
        assertThat(created.text("type")).isEqualTo("video/quicktime");
        assertThat(created.body().path("size").asInt()).isEqualTo(700_000);
        assertThat(created.body().path("version").asInt()).isEqualTo(1);
        assertThat(created.body().has("blob_id")).isFalse();
        var response = SERVER.sendForBytes(
                SERVER.request(alice, created.text("content_url")).GET());
        assertThat(response.body()).isEqualTo(content);
        assertThat(response.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename*=UTF-8''reel%20%C3%A4.mov");
    }

    @Test
    void progressIsToldWhileTheBytesArriveAndBeforeTheFileIsThere() throws Exception {
        byte[] content = random(1_000_000);
        SlowBody body = new SlowBody(TestServer.form("clip.bin", "application/octet-stream", content));
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(
                () -> SERVER.send(SERVER.multipart(alice, files + "?size=1000000", body.publisher())));
        body.send(400_000);

        Heard early = SERVER.recording.await("project:" + project, "upload.progress");
        String file = early.data().path("file_id").asText();
        assertThat(early.durable()).isFalse();
        assertThat(early.data().path("bytes_uploaded").asLong()).isBetween(1L, 400_000L);
        assertThat(early.data().path("bytes_total").asLong()).isEqualTo(1_000_000);
        assertThat(early.data().path("percentage").asInt()).isBetween(0, 40);
        assertThat(SERVER.recording.durableNamesOn("project:" + project)).isEmpty();
        assertThat(SERVER.get(alice, "/v4/files/" + file).status()).isEqualTo(404);
        // Told behind the project.
        SERVER.recording.await("file:" + file, "upload.progress");

        body.sendRest();
        assertThat(answer.join().text("id")).isEqualTo(file);
        Heard last = SERVER.recording.await(
                "project:" + project, one -> one.data().path("percentage").asDouble() == 100);
        assertThat(last.data().path("bytes_uploaded").asLong()).isEqualTo(1_000_000);
        List<String> names = SERVER.recording.on("project:" + project).stream()
                .map(Heard::event)
                .toList();
        assertThat(names).endsWith("upload.progress", "file.created");
    }

    @Test
    void theTotalIsReadFromTheContentLengthWhenNobodyNamesTheSize() {
        byte[] content = random(300_000);
        SERVER.upload(alice, files, "a.bin", "application/octet-stream", content);

        Heard first = SERVER.recording.await("project:" + project, "upload.progress");
        assertThat(first.data().path("bytes_total").asLong()).isEqualTo(300_000);
    }

    @Test
    void aClientMayChooseTheIdOnce() {
        Answer first = SERVER.upload(alice, files + "?file_id=file_mine-1", "a.txt", "text/plain", bytes("a"));
        Answer second = SERVER.upload(alice, files + "?file_id=file_mine-1", "a.txt", "text/plain", bytes("a"));
        Answer malformed = SERVER.upload(alice, files + "?file_id=file_%0Ax", "a.txt", "text/plain", bytes("a"));

        assertThat(first.text("id")).isEqualTo("file_mine-1");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("code")).isEqualTo("file_id_taken");
        assertThat(malformed.text("code")).isEqualTo("invalid_file_id");
    }

    @Test
    void fieldsOfTheFormCountAsTheQueryDoes() {
        String folder = SERVER.post(alice, "/v4/projects/" + project + "/folders", "{\"name\":\"In\"}")
                .text("id");
        String form = "--" + TestServer.BOUNDARY + "\r\nContent-Disposition: form-data; name=\"folder_id\"\r\n\r\n"
                + folder + "\r\n"
                + new String(TestServer.form("a.txt", "text/plain", bytes("abc")), StandardCharsets.UTF_8);

        Answer answer = SERVER.send(SERVER.multipart(alice, files, BodyPublishers.ofString(form)));

        assertThat(answer.text("folder_id")).isEqualTo(folder);
        assertThat(SERVER.upload(alice, files + "?folder_id=folder_none", "a", "text/plain", bytes("a"))
                        .text("code"))
                .isEqualTo("invalid_folder_id");
    }

    @Test
    void aNameIsNeverAPath() throws Exception {
        Answer answer = SERVER.upload(alice, files, "../../etc/passwd", "text/plain", bytes("a"));
        Answer windows = SERVER.upload(alice, files, "C:\\\\temp\\\\evil.txt", "text/plain", bytes("a"));

        assertThat(answer.text("name")).isEqualTo("passwd");
        assertThat(windows.text("name")).isEqualTo("evil.txt");
        try (Stream<Path> stored = Files.walk(SERVER.data())) {
            assertThat(stored.map(path -> path.getFileName().toString())).noneMatch(name -> name.contains("passwd"));
        }
    }

    @Test
    void tooManyBytesAre413HoweverTheyAreAnnounced() {
        byte[] big = random((int) TestServer.MAX_UPLOAD_BYTES + 1);
        byte[] form = TestServer.form("big.bin", "application/octet-stream", big);
        Answer announced = SERVER.send(SERVER.multipart(alice, files, BodyPublishers.ofByteArray(form)));
        Answer chunked = SERVER.send(
                SERVER.multipart(alice, files, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form))));
        Answer declared = SERVER.upload(alice, files + "?size=999999999", "a", "text/plain", bytes("a"));

        assertThat(List.of(announced.status(), chunked.status(), declared.status()))
                .containsOnly(413);
        assertThat(SERVER.recording.durableNamesOn("project:" + project)).isEmpty();
    }

    @Test
    void whatIsNotOneFileInAFormIsRefused() {
        Answer json = SERVER.post(alice, files, "{}");
        Answer empty = SERVER.send(SERVER.multipart(
                alice,
                files,
                BodyPublishers.ofString("--" + TestServer.BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--" + TestServer.BOUNDARY
                        + "--\r\n")));
        Answer broken = SERVER.send(SERVER.multipart(alice, files, BodyPublishers.ofString("nonsense")));
        byte[] half = TestServer.form("a.txt", "text/plain", bytes("abc"));
        Answer cut = SERVER.send(SERVER.multipart(alice, files, BodyPublishers.ofByteArray(half, 0, half.length - 8)));
        String twice = new String(TestServer.form("a.txt", "text/plain", bytes("abc")), StandardCharsets.UTF_8)
                        .replace("--" + TestServer.BOUNDARY + "--\r\n", "")
                + new String(TestServer.form("b.txt", "text/plain", bytes("abc")), StandardCharsets.UTF_8);
        Answer two = SERVER.send(SERVER.multipart(alice, files, BodyPublishers.ofString(twice)));
        Answer wrongSize = SERVER.upload(alice, files + "?size=5", "a.txt", "text/plain", bytes("abc"));

        assertThat(json.status()).isEqualTo(415);
        assertThat(empty.text("code")).isEqualTo("invalid_file");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(cut.text("code")).isEqualTo("malformed_multipart");
        assertThat(two.text("code")).isEqualTo("invalid_file");
        assertThat(wrongSize.text("code")).isEqualTo("invalid_size");
        assertThat(SERVER.get(alice, files).body().path("files")).isEmpty();
    }

    @Test
    void anUploadBrokenOffLeavesNothingAndGivesItsIdBack() throws Exception {
        byte[] form = TestServer.form("a.bin", "application/octet-stream", random(500_000));
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), SERVER.uri("/").getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes("POST " + files + "?file_id=file_broken HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + alice.token() + "\r\nContent-Type: multipart/form-data; boundary=" + TestServer.BOUNDARY
                    + "\r\nContent-Length: " + form.length + "\r\n\r\n"));
            out.write(form, 0, 200_000);
            out.flush();
            SERVER.recording.await("file:file_broken", "upload.progress");
        }
        SERVER.recording.await("file:file_broken", "closeChannel");

        assertThat(SERVER.upload(alice, files + "?file_id=file_broken", "a", "text/plain", bytes("a"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aMemberRemovedDuringAnUploadGetsNothingIn() throws Exception {
        Person bob = SERVER.newPerson();
        SERVER.addMember(alice, project, bob, "edit");
        SlowBody body = new SlowBody(TestServer.form("late.bin", "application/octet-stream", random(200_000)));
        CompletableFuture<Answer> answer =
                CompletableFuture.supplyAsync(() -> SERVER.send(SERVER.multipart(bob, files, body.publisher())));
        body.send(100_000);
        SERVER.recording.await("project:" + project, "upload.progress");
        SERVER.delete(alice, "/v4/projects/" + project + "/members/" + bob.id());
        body.sendRest();

        assertThat(answer.join().status()).isEqualTo(404);
        assertThat(SERVER.get(alice, files).body().path("files")).isEmpty();
    }

    @Test
    void versionsUploadedAtTheSameTimeGetNumbersWithoutGapOrTwin() {
        String file = SERVER.newFile(alice, project);
        String versions = "/v4/files/" + file + "/versions";
        List<CompletableFuture<Answer>> uploads = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> SERVER.upload(alice, versions, "v.txt", "text/plain", bytes("next"))))
                .limit(8)
                .toList();

        List<Integer> numbers = uploads.stream()
                .map(CompletableFuture::join)
                .map(answer -> answer.body().path("number").asInt())
                .sorted()
                .toList();

        assertThat(numbers).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
        List<Integer> told = SERVER.recording.on("project:" + project).stream()
                .filter(one -> one.event().equals("version.created"))
                .map(one -> one.data().path("number").asInt())
                .toList();
        assertThat(told).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(SERVER.get(alice, versions).body().path("versions")).hasSize(9);
        assertThat(SERVER.get(alice, "/v4/files/" + file).body().path("version").asInt())
                .isEqualTo(9);
        assertThat(new String(
                        SERVER.sendForBytes(SERVER.request(alice, "/v4/files/" + file + "/content?version=1")
                                        .GET())
                                .body(),
                        StandardCharsets.UTF_8))
                .isEqualTo("hello");
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
