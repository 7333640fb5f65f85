package io.bush.examples.review;

import static io.bush.examples.review.TestServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.Recording.Heard;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();
    private final String project = SERVER.newProject(alice);
    private final String file = SERVER.newFile(alice, project);
    private final String path = "/v4/files/" + file;

    @Test
    void aFileShowsEverythingAboutItselfAndWhereItsChannelStands() {
        JsonNode shown = SERVER.get(alice, path).body();

        assertThat(shown.path("id").asText()).isEqualTo(file);
        assertThat(shown.path("project_id").asText()).isEqualTo(project);
        assertThat(shown.path("folder_id").isNull()).isTrue();
        assertThat(shown.path("status").asText()).isEqualTo("needs_review");
        assertThat(shown.path("uploader").path("name").asText()).isEqualTo(alice.name());
        assertThat(shown.path("thumbnail").asText()).isEqualTo("none");
        assertThat(shown.path("transcripts")).isEmpty();
        assertThat(shown.path("last_event_id").asText()).startsWith("evt_");
    }

    @Test
    void eachThingThatChangesIsAnEventOfItsOwnOnProjectAndFile() {
        String folder = SERVER.post(alice, "/v4/projects/" + project + "/folders", "{\"name\":\"Done\"}")
                .text("id");
        Answer changed = SERVER.patch(
                alice, path, "{\"folder_id\":\"" + folder + "\",\"name\":\"final.txt\",\"status\":\"approved\"}");

        assertThat(changed.text("folder_id")).isEqualTo(folder);
        assertThat(changed.text("name")).isEqualTo("final.txt");
        assertThat(changed.text("status")).isEqualTo("approved");
        for (String channel : List.of("project:" + project, "file:" + file)) {
            assertThat(SERVER.recording.durableNamesOn(channel))
                    .contains("file.moved", "file.updated", "file.status_changed");
            JsonNode moved = SERVER.recording.await(channel, "file.moved").data();
            assertThat(moved.has("old_folder_id")).isFalse();
            assertThat(moved.path("new_folder_id").asText()).isEqualTo(folder);
            JsonNode status =
                    SERVER.recording.await(channel, "file.status_changed").data();
            assertThat(status.path("old_status").asText()).isEqualTo("needs_review");
            assertThat(status.path("new_status").asText()).isEqualTo("approved");
        }
    }

    @Test
    void whatIsTheSameAlreadyTellsNobody() {
        Answer answer =
                SERVER.patch(alice, path, "{\"folder_id\":null,\"name\":\"notes.txt\",\"status\":\"needs_review\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(SERVER.recording.durableNamesOn("file:" + file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"other\":1}",
                "{\"folder_id\":\"folder_none\"}",
                "{\"folder_id\":7}",
                "{\"name\":\"\"}",
                "{\"name\":\"a\\nb\"}",
                "{\"status\":\"Very Good\"}"
            })
    void aChangeThatMakesNoSenseIs422AndChangesNothing(String body) {
        JsonNode before = SERVER.get(alice, path).body();

        assertThat(SERVER.patch(alice, path, body).status()).isEqualTo(422);
        assertThat(SERVER.get(alice, path).body()).isEqualTo(before);
    }

    @Test
    void aFolderOfAnotherProjectIsNoFolderHere() {
        String other = SERVER.newProject(alice);
        String folder = SERVER.post(alice, "/v4/projects/" + other + "/folders", "{\"name\":\"There\"}")
                .text("id");

        assertThat(SERVER.patch(alice, path, "{\"folder_id\":\"" + folder + "\"}")
                        .text("code"))
                .isEqualTo("invalid_folder_id");
    }

    @Test
    void aDeletedFileIsToldOnBothChannelsAndTakesBytesCommentsAndSharesWithIt() throws Exception {
        String comment = SERVER.newComment(alice, file);
        String share = SERVER.post(alice, path + "/shares", "{}").text("id");
        long before = blobs();

        assertThat(SERVER.delete(alice, path).status()).isEqualTo(204);

        assertThat(SERVER.get(alice, path).status()).isEqualTo(404);
        assertThat(SERVER.delete(alice, path).status()).isEqualTo(404);
        assertThat(SERVER.patch(alice, "/v4/comments/" + comment, "{\"text\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(blobs()).isEqualTo(before - 1);
        assertThat(SERVER.recording.durableNamesOn("project:" + project)).endsWith("file.deleted");
        assertThat(SERVER.recording.durableNamesOn("file:" + file)).endsWith("file.deleted", "closeChannel");
        assertThat(SERVER.recording.durableNamesOn("share:" + share)).endsWith("closeChannel");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-1,206,he,bytes 0-1/5",
        "bytes=3-,206,lo,bytes 3-4/5",
        "bytes=-2,206,lo,bytes 3-4/5",
        "bytes=1-99,206,ello,bytes 1-4/5",
        "bytes=0-4,200,hello,",
        "bytes=5-,416,,bytes */5",
        "'bytes=0-1,3-4',200,hello,",
        "lines=1-2,200,hello,"
    })
    void oneRangeOfTheBytesCanBeHad(String range, int status, String body, String contentRange) {
        HttpResponse<byte[]> response = SERVER.sendForBytes(
                SERVER.request(alice, path + "/content").header("Range", range).GET());

        assertThat(response.statusCode()).isEqualTo(status);
        if (body != null) {
            assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo(body);
        }
        assertThat(response.headers().firstValue("Content-Range").orElse(null)).isEqualTo(contentRange);
    }

    @Test
    void uploadedBytesAreServedSoThatNoBrowserRunsThem() {
        String page = SERVER.upload(
                        alice,
                        "/v4/projects/" + project + "/files",
                        "x.html",
                        "text/html",
                        bytes("<script>alert(1)</script>"))
                .text("id");
        var headers = SERVER.sendForBytes(
                        SERVER.request(alice, "/v4/files/" + page + "/content").GET())
                .headers();

        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Content-Security-Policy")).contains("sandbox; default-src 'none'");
        assertThat(headers.firstValue("Content-Disposition").orElse("")).startsWith("attachment");
    }

    @Test
    void aProjectListsItsFilesInPages() {
        String second = SERVER.newFile(alice, project);
        String third = SERVER.newFile(alice, project);
        String list = "/v4/projects/" + project + "/files";

        JsonNode first = SERVER.get(alice, list + "?limit=2").body();
        JsonNode rest = SERVER.get(
                        alice,
                        list + "?limit=2&cursor=" + first.path("next_cursor").asText())
                .body();

        assertThat(ids(first)).containsExactly(file, second);
        assertThat(ids(rest)).containsExactly(third);
        assertThat(rest.path("next_cursor").isNull()).isTrue();
        assertThat(SERVER.get(alice, list + "?limit=0").text("code")).isEqualTo("invalid_limit");
        assertThat(SERVER.get(alice, list + "?cursor=x").text("code")).isEqualTo("invalid_cursor");
    }

    @Test
    void subtitlesBesideAFileAreParsedAndToldOnItsChannel() {
        String clip = upload("clip.mp4", "video/mp4", "not really a video");
        String subtitles = upload("clip.en.vtt", "text/vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHello there, world\n");

        Heard heard = SERVER.recording.await("file:" + clip, "transcription.completed");

        assertThat(heard.data().path("file_id").asText()).isEqualTo(clip);
        assertThat(heard.data().path("language").asText()).isEqualTo("en");
        assertThat(heard.data().path("word_count").asInt()).isEqualTo(3);
        JsonNode transcript = SERVER.get(alice, "/v4/files/" + clip)
                .body()
                .path("transcripts")
                .path(0);
        assertThat(transcript.path("source_file_id").asText()).isEqualTo(subtitles);
    }

    @Test
    void subtitlesBesideNothingAreJustAFileAndBrokenOnesBesideAFileAreRefused() {
        String lonely = upload("lonely.srt", "application/x-subrip", "whatever");
        upload("film.mov", "video/quicktime", "x");
        Answer broken =
                SERVER.upload(alice, "/v4/projects/" + project + "/files", "film.vtt", "text/vtt", bytes("no header"));
        Answer named = SERVER.upload(
                alice,
                "/v4/projects/" + project + "/files?transcript_of=" + file,
                "other.srt",
                "text/plain",
                bytes("1\n00:00:01,000 --> 00:00:02,000\nJust words\n"));
        Answer wrong = SERVER.upload(
                alice, "/v4/projects/" + project + "/files?transcript_of=" + file, "x.txt", "text/plain", bytes("x"));

        assertThat(lonely).startsWith("file_");
        assertThat(broken.status()).isEqualTo(422);
        assertThat(broken.text("message")).contains("WEBVTT");
        assertThat(named.status()).isEqualTo(201);
        assertThat(SERVER.recording
                        .await("file:" + file, "transcription.completed")
                        .data()
                        .path("language")
                        .asText())
                .isEqualTo("und");
        assertThat(wrong.text("code")).isEqualTo("invalid_transcript_of");
    }

    private String upload(String name, String type, String content) {
        return SERVER.upload(alice, "/v4/projects/" + project + "/files", name, type, bytes(content))
                .text("id");
    }

    private static List<String> ids(JsonNode page) {
        return page.path("files").findParents("project_id").stream()
                .map(one -> one.path("id").asText())
                .toList();
    }

    private static long blobs() throws Exception {
        try (Stream<Path> stored = Files.list(SERVER.data().resolve("files"))) {
            return stored.count();
        }
    }
}
