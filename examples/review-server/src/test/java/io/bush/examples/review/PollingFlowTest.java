package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Polling beside the server's own API: the same positions as its lists, the same permissions as its sockets. */
@Tag("contract-3.16")
class PollingFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private static String events(String file, String since) {
        return "/v4/files/" + file + "/events?since_event_id=" + since;
    }

    @Test
    void whatHappensAfterAListWasReadIsPolledFromItsPosition() {
        Person ann = SERVER.newPerson();
        String file = SERVER.newFile(ann, SERVER.newProject(ann));
        String position = SERVER.get(ann, "/v4/files/" + file + "/comments").text("last_event_id");
        String comment = SERVER.newComment(ann, file);

        Answer polled = SERVER.get(ann, events(file, position));

        JsonNode events = polled.body().get("events");
        assertThat(polled.status()).isEqualTo(200);
        assertThat(events.findValuesAsText("event")).contains("comment.created");
        assertThat(events.toString()).contains(comment);
        assertThat(SERVER.get(ann, events(file, polled.text("last_event_id")))
                        .body()
                        .get("events"))
                .isEmpty();
    }

    @Test
    void manyChannelsAreOneRequest() {
        Person ann = SERVER.newPerson();
        String project = SERVER.newProject(ann);
        String file = SERVER.newFile(ann, project);

        Answer polled = SERVER.post(
                ann,
                "/v4/events/poll",
                "{\"subscriptions\":[{\"channel\":\"project\",\"resource_id\":\"" + project
                        + "\"},{\"channel\":\"file\",\"resource_id\":\"" + file
                        + "\"},{\"channel\":\"user\",\"resource_id\":\"" + ann.id()
                        + "\"},{\"channel\":\"user\",\"resource_id\":\"user_somebody\"}]}");

        JsonNode results = polled.body().get("results");
        assertThat(results).hasSize(4);
        for (int i = 0; i < 3; i++) {
            assertThat(results.get(i).get("last_event_id").asText()).startsWith("evt_");
        }
        assertThat(results.get(3).at("/error/code").asText()).isEqualTo("not_found");
    }

    @Test
    void whoeverWasRemovedGetsTheSameAnswerAsForAFileThatIsNotThere() {
        Person ann = SERVER.newPerson();
        Person ben = SERVER.newPerson();
        String project = SERVER.newProject(ann);
        String file = SERVER.newFile(ann, project);
        SERVER.addMember(ann, project, ben, "view_only");
        assertThat(SERVER.get(ben, events(file, "")).status()).isEqualTo(200);
        SERVER.delete(ann, "/v4/projects/" + project + "/members/" + ben.id());

        Answer removed = SERVER.get(ben, events(file, ""));

        assertThat(removed.status()).isEqualTo(404);
        assertThat(removed.body())
                .isEqualTo(SERVER.get(ben, events("file_none", "")).body());
        assertThat(SERVER.get(null, events(file, "")).status()).isEqualTo(401);
    }

    @Test
    void guestsPollTheirShareWithItsToken() {
        Person ann = SERVER.newPerson();
        String file = SERVER.newFile(ann, SERVER.newProject(ann));
        Answer share = SERVER.post(ann, "/v4/files/" + file + "/shares", "{}");
        String path = "/v4/shares/" + share.text("id") + "/events?token=" + share.text("token");
        String position = SERVER.get(null, path).text("last_event_id");
        SERVER.newComment(ann, file);

        Answer polled = SERVER.get(null, path + "&since_event_id=" + position);

        assertThat(polled.body().get("events").findValuesAsText("event")).containsExactly("comment.created");
        assertThat(SERVER.get(null, events(file, "") + "&token=" + share.text("token"))
                        .status())
                .isEqualTo(404);
    }
}
