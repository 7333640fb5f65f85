package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Person;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is looking at a file, live and by request. */
@Tag("P7")
class PresenceFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();
    private final Person bob = SERVER.newPerson();
    private final String project = SERVER.newProject(alice);
    private final String file = SERVER.newFile(alice, project);

    private LiveClient watching(Person person) {
        LiveClient client = SERVER.connect(person.token());
        client.subscribe("file", file);
        client.awaitType("lock.state");
        return client;
    }

    private JsonNode present(Person asking) {
        return SERVER.get(asking, "/v4/files/" + file + "/presence").body().path("users");
    }

    @Test
    void whoSaysThatTheyLookIsShownToOthersAndInTheListUntilTheyLeave() {
        SERVER.addMember(alice, project, bob, "view_only");
        assertThat(present(alice)).isEmpty();
        try (LiveClient alices = watching(alice);
                LiveClient bobs = watching(bob)) {
            bobs.act("presence", "file", file, ",'state':{'status':'viewing','page':3}");
            JsonNode joined = alices.awaitType("presence.update");

            assertThat(joined.path("joined").asBoolean()).isTrue();
            assertThat(joined.path("user").path("name").asText()).isEqualTo(bob.name());
            assertThat(present(alice).toString())
                    .isEqualTo(
                            "[{\"user\":{\"id\":\"%s\",\"name\":\"%s\"},\"state\":{\"status\":\"viewing\",\"page\":3}}]"
                                    .formatted(bob.id(), bob.name()));

            bobs.act("presence", "file", file, ",'state':null");
            assertThat(alices.awaitType("presence.leave").path("user_id").asText())
                    .isEqualTo(bob.id());
            assertThat(present(alice)).isEmpty();
        }
    }

    @Test
    void typingIsASignalThatReachesTheOthersAndNobodyWhoMayOnlyViewSendsOne() {
        SERVER.addMember(alice, project, bob, "comment_only");
        Person guest = SERVER.newPerson();
        SERVER.addMember(alice, project, guest, "view_only");
        try (LiveClient alices = watching(alice);
                LiveClient bobs = watching(bob);
                LiveClient guests = watching(guest)) {
            guests.act("signal", "file", file, ",'ref':'no','event':'user.typing','data':{}");
            assertThat(guests.awaitReply("no").path("code").asText()).isEqualTo("forbidden");
            bobs.act("signal", "file", file, ",'event':'user.typing','data':{}");
            JsonNode typing = alices.awaitType("signal");

            assertThat(typing.path("event").asText()).isEqualTo("user.typing");
            assertThat(typing.path("user").path("id").asText()).isEqualTo(bob.id());
        }
    }

    @Test
    void anOutsiderIsNotToldWhoIsThere() {
        assertThat(SERVER.get(bob, "/v4/files/" + file + "/presence").status()).isEqualTo(404);
    }
}
