package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Person;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commenting over the connection: what HTTP allows and refuses, a call does. */
@Tag("contract-3.20")
class CallFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();
    private final Person bob = SERVER.newPerson();
    private final String project = SERVER.newProject(alice);
    private final String file = SERVER.newFile(alice, project);

    private static JsonNode call(LiveClient client, String ref, String params, String more) {
        client.send(("{'action':'call','method':'comment.create','ref':'" + ref + "','params':" + params + more + "}")
                .replace('\'', '"'));
        return client.awaitReply(ref);
    }

    private JsonNode comments() {
        return SERVER.get(alice, "/v4/files/" + file + "/comments").body().path("comments");
    }

    @Test
    void aCalledCommentIsTheSameAsAPostedOne() {
        SERVER.addMember(alice, project, bob, "comment_only");
        try (LiveClient alices = SERVER.connect(alice.token());
                LiveClient bobs = SERVER.connect(bob.token())) {
            alices.subscribe("file", file);
            JsonNode answer = call(
                    bobs,
                    "c1",
                    "{'file_id':'" + file + "','text':'Look','client_id':'tmp_1','timestamp':3.5,'annotations':[1]}",
                    "");
            JsonNode event = alices.awaitEvent("comment.created");

            assertThat(answer.path("type").asText()).isEqualTo("result");
            assertThat(comments()).containsExactly(answer.path("result"));
            assertThat(event.path("user_id").asText()).isEqualTo(bob.id());
            assertThat(event.path("data").path("client_id").asText()).isEqualTo("tmp_1");
            assertThat(answer.path("result").path("timestamp").asDouble()).isEqualTo(3.5);
        }
    }

    @Test
    void aRetryWithTheSameMarkOrTheSameClientIdMakesNoSecondComment() {
        String params = "{'file_id':'" + file + "','text':'Once','client_id':'tmp_1'}";
        try (LiveClient first = SERVER.connect(alice.token());
                LiveClient second = SERVER.connect(alice.token())) {
            String plain = "{'file_id':'" + file + "','text':'Plain'}";
            JsonNode marked = call(first, "c1", plain, ",'idempotency_id':'i1'");
            JsonNode again = call(second, "c2", plain, ",'idempotency_id':'i1'");
            JsonNode own = call(first, "c3", params, "");
            JsonNode retried = call(second, "c4", params, "");
            JsonNode other = call(first, "c5", params.replace("Once", "Other"), "");

            assertThat(again.path("result")).isEqualTo(marked.path("result"));
            assertThat(retried.path("result")).isEqualTo(own.path("result"));
            assertThat(other.path("app_code").asText()).isEqualTo("client_id_taken");
            assertThat(comments()).hasSize(2);
        }
    }

    @Test
    void whoMayNotCommentIsRefusedAndWhoMayNotSeeLearnsNothing() {
        SERVER.addMember(alice, project, bob, "view_only");
        Person outsider = SERVER.newPerson();
        try (LiveClient bobs = SERVER.connect(bob.token());
                LiveClient outside = SERVER.connect(outsider.token())) {
            String params = "{'file_id':'" + file + "','text':'x'}";
            JsonNode forbidden = call(bobs, "c1", params, "");
            JsonNode foreign = call(outside, "c1", params, "");
            JsonNode absent = call(outside, "c2", params.replace(file, "file_none"), "");

            assertThat(forbidden.path("code").asText()).isEqualTo("call_failed");
            assertThat(forbidden.path("app_code").asText()).isEqualTo("forbidden");
            assertThat(foreign.path("app_code").asText()).isEqualTo("not_found");
            assertThat(absent.path("app_code")).isEqualTo(foreign.path("app_code"));
            assertThat(absent.path("message")).isEqualTo(foreign.path("message"));
            assertThat(comments()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'text':'x'} | call_failed | invalid_file_id",
                "{'file_id':'FILE'} | call_failed | invalid_text",
                "{'file_id':'FILE','text':''} | call_failed | invalid_text",
                "{'file_id':'FILE','text':'x','client_id':'has space'} | call_failed | invalid_client_id",
                "{'file_id':'FILE','text':'x','parent_id':'comment_none'} | call_failed | invalid_parent_id",
                "{'file_id':'FILE','text':'x','annotations':'text'} | call_failed | invalid_annotations",
                "{'file_id':'FILE','text':{}} | invalid_params | ''",
                "{'file_id':'FILE','text':'x','timestamp':[]} | invalid_params | ''"
            })
    void whatMakesNoSenseIsRefusedByItsField(String params, String code, String appCode) {
        try (LiveClient client = SERVER.connect(alice.token())) {
            JsonNode error = call(client, "c1", params.replace("FILE", file), "");

            assertThat(error.path("code").asText()).isEqualTo(code);
            assertThat(error.path("app_code").asText()).isEqualTo(appCode.replace("'", ""));
            assertThat(comments()).isEmpty();
        }
    }

    @Test
    void aGuestCallsNothing() {
        String token = SERVER.post(alice, "/v4/files/" + file + "/shares", "{}").text("token");
        try (LiveClient guest = SERVER.connect(token)) {
            JsonNode error = call(guest, "c1", "{'file_id':'" + file + "','text':'x'}", "");

            assertThat(error.path("type").asText()).isEqualTo("error");
            assertThat(comments()).isEmpty();
        }
    }
}
