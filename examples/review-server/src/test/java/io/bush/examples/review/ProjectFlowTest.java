package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProjectFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person alice = SERVER.newPerson();
    private final Person bob = SERVER.newPerson();
    private final String project = SERVER.newProject(alice);
    private final String members = "/v4/projects/" + project + "/members";

    @Test
    void theCreatorOfAProjectHasFullAccessAndFindsIt() {
        Answer shown = SERVER.get(alice, "/v4/projects/" + project);

        assertThat(project).matches("proj_[A-Za-z0-9_-]{1,64}");
        assertThat(shown.text("permission")).isEqualTo("full_access");
        assertThat(shown.body().path("created_by").path("id").asText()).isEqualTo(alice.id());
        assertThat(SERVER.get(alice, "/v4/projects")
                        .body()
                        .path("projects")
                        .path(0)
                        .path("id")
                        .asText())
                .isEqualTo(project);
        assertThat(SERVER.get(bob, "/v4/projects").body().path("projects")).isEmpty();
    }

    @Test
    void anOutsiderCannotTellAProjectFromNone() {
        Answer foreign = SERVER.get(bob, "/v4/projects/" + project);
        Answer none = SERVER.get(bob, "/v4/projects/proj_none");

        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(none.body());
    }

    @Test
    void addingChangingAndRemovingAMemberIsPublishedEachOnce() {
        Answer added = SERVER.put(alice, members + "/" + bob.id(), "{\"permission\":\"view_only\"}");
        Answer same = SERVER.put(alice, members + "/" + bob.id(), "{\"permission\":\"view_only\"}");
        Answer changed = SERVER.put(alice, members + "/" + bob.name(), "{\"permission\":\"edit\"}");
        Answer removed = SERVER.delete(alice, members + "/" + bob.id());
        Answer again = SERVER.delete(alice, members + "/" + bob.id());

        assertThat(added.status()).isEqualTo(201);
        assertThat(same.status()).isEqualTo(200);
        assertThat(changed.text("permission")).isEqualTo("edit");
        assertThat(changed.text("since")).isEqualTo(added.text("since"));
        assertThat(removed.status()).isEqualTo(204);
        assertThat(again.status()).isEqualTo(404);
        assertThat(SERVER.recording.durableNamesOn("project:" + project))
                .containsExactly("member.added", "member.updated", "member.removed");
        assertThat(SERVER.recording.durableNamesOn("user:" + bob.id()))
                .containsExactly("permissionsChanged", "permissionsChanged");
        assertThat(SERVER.recording
                        .await("project:" + project, "member.added")
                        .data()
                        .path("permission_level")
                        .asText())
                .isEqualTo("view_only");
    }

    @Test
    void somebodyTheServerHasNeverSeenCanBeAdded() {
        assertThat(SERVER.put(alice, members + "/user_stranger-1", "{\"permission\":\"edit\"}")
                        .status())
                .isEqualTo(201);
        assertThat(SERVER.get(alice, members).body().path("members").findValuesAsText("permission"))
                .containsExactly("full_access", "edit");
    }

    @Test
    void aPermissionOrUserThatDoesNotExistIs422() {
        assertThat(SERVER.put(alice, members + "/" + bob.id(), "{\"permission\":\"king\"}")
                        .text("code"))
                .isEqualTo("invalid_permission");
        assertThat(SERVER.put(alice, members + "/" + bob.id(), "{}").status()).isEqualTo(422);
        assertThat(SERVER.put(alice, members + "/a%20b", "{\"permission\":\"edit\"}")
                        .text("code"))
                .isEqualTo("invalid_user");
    }

    @Test
    void theLastMemberWithFullAccessCanNeitherLeaveNorBeLowered() {
        Answer lowered = SERVER.put(alice, members + "/" + alice.id(), "{\"permission\":\"edit\"}");
        Answer left = SERVER.delete(alice, members + "/" + alice.id());

        assertThat(lowered.status()).isEqualTo(409);
        assertThat(left.text("code")).isEqualTo("last_full_access");

        SERVER.addMember(alice, project, bob, "full_access");
        assertThat(SERVER.delete(alice, members + "/" + alice.id()).status()).isEqualTo(204);
        assertThat(SERVER.get(alice, "/v4/projects/" + project).status()).isEqualTo(404);
    }

    @Test
    void everybodyMayLeaveButNotSendOthersAway() {
        SERVER.addMember(alice, project, bob, "view_only");

        assertThat(SERVER.delete(bob, members + "/" + alice.id()).status()).isEqualTo(403);
        assertThat(SERVER.delete(bob, members + "/" + bob.id()).status()).isEqualTo(204);
    }

    @Test
    void foldersComeAndGoAndTellTheProject() {
        String folders = "/v4/projects/" + project + "/folders";
        Answer created = SERVER.post(alice, folders, "{\"name\":\"Dailies\"}");
        Answer twin = SERVER.post(alice, folders, "{\"name\":\"Dailies\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("id")).startsWith("folder_");
        assertThat(twin.text("code")).isEqualTo("folder_exists");
        assertThat(SERVER.get(alice, folders)
                        .body()
                        .path("folders")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo("Dailies");
        assertThat(SERVER.recording
                        .await("project:" + project, "folder.created")
                        .data()
                        .path("folder_id")
                        .asText())
                .isEqualTo(created.text("id"));

        String folder = folders + "/" + created.text("id");
        String file = SERVER.newFile(alice, project);
        SERVER.patch(alice, "/v4/files/" + file, "{\"folder_id\":\"" + created.text("id") + "\"}");
        assertThat(SERVER.delete(alice, folder).text("code")).isEqualTo("folder_not_empty");
        SERVER.patch(alice, "/v4/files/" + file, "{\"folder_id\":null}");
        assertThat(SERVER.delete(alice, folder).status()).isEqualTo(204);
        assertThat(SERVER.delete(alice, folder).status()).isEqualTo(404);
        SERVER.recording.await("project:" + project, "folder.deleted");
    }
}
