package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.PermissionLevel;
import io.bush.realtime.auth.ProjectAuthorizer;
import io.bush.realtime.auth.ProjectPermissions;
import io.bush.realtime.channel.Channel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Projects with files below them: what belongs to a project ends with the access to it. */
@Tag("contract-3.9")
@Tag("P6")
class ProjectAccessFlowTest {

    private static final Channel PROJECT = new Channel("project", "proj_x");
    private static final Channel OTHER_PROJECT = new Channel("project", "proj_y");

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    /** Since when a user is in a project, by {@code user project}. */
    private final Map<String, Instant> members = new TreeMap<>();

    private final Map<String, String> files = new TreeMap<>(Map.of("file_a", "proj_x", "file_b", "proj_y"));

    @BeforeEach
    void projectsDecide() {
        join("user_ann", "proj_x");
        join("user_ann", "proj_y");
        join("user_bob", "proj_x");
        ProjectAuthorizer authorizer =
                new ProjectAuthorizer(ProjectPermissions.blocking(Runnable::run, new ProjectPermissions.Blocking() {
                    @Override
                    public ProjectPermissions.Access access(String userId, String projectId) {
                        Instant since = members.get(userId + " " + projectId);
                        return since == null ? null : new ProjectPermissions.Access(PermissionLevel.EDIT, since);
                    }

                    @Override
                    public String projectOfFile(String fileId) {
                        return files.get(fileId);
                    }

                    @Override
                    public String projectOfShare(String shareId) {
                        return null;
                    }
                }));
        world.access = authorizer::authorize;
    }

    private void join(String user, String project) {
        members.put(user + " " + project, world.world.time().wallTime());
    }

    private static List<String> endedIn(FlowWorld.Peer peer) {
        return peer.frames("subscription.revoked").stream()
                .map(frame -> frame.get("resource_id").asText())
                .toList();
    }

    @Test
    void aRemovedMemberLosesTheProjectAndTheFilesBelowItAndNothingElse() {
        FlowWorld.Peer ann = world.connect("user_ann")
                .subscribe(PROJECT)
                .subscribe(FILE)
                .subscribe(OTHER_PROJECT)
                .subscribe(OTHER_FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(PROJECT).subscribe(FILE);
        members.remove("user_ann proj_x");
        world.now(world.node.permissionsChanged(AccessSelector.tag("project:proj_x")));
        world.publish(FILE, "e.1");
        world.publish(OTHER_FILE, "e.2");

        assertThat(endedIn(ann)).containsExactlyInAnyOrder("proj_x", "file_a");
        assertThat(ann.names()).endsWith("e.2").doesNotContain("e.1");
        assertThat(endedIn(bob)).isEmpty();
        assertThat(bob.names()).endsWith("e.1");
    }

    @Test
    void aMovedFileIsAskedAboutByItsOldProjectAndBelongsToItsNewOne() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        files.put("file_a", "proj_y");
        world.now(world.node.permissionsChanged(AccessSelector.tag("project:proj_x")));
        world.publish(FILE, "e.1");
        assertThat(endedIn(bob)).containsExactly("file_a");
        assertThat(bob.frames("e.1")).isEmpty();
        assertThat(ann.frames("e.1")).hasSize(1);
        members.remove("user_ann proj_y");
        world.now(world.node.permissionsChanged(AccessSelector.tag("project:proj_y")));

        assertThat(endedIn(ann)).containsExactly("file_a");
    }

    @Test
    @Tag("P2")
    @Tag("contract-3.13")
    void whoeverComesBackToAProjectIsNotShownWhatHappenedMeanwhile() {
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        String seen = world.publish(FILE, "e.seen");
        members.remove("user_bob proj_x");
        world.now(world.node.permissionsChanged(AccessSelector.user("user_bob")));
        assertThat(endedIn(bob)).containsExactly("file_a");
        world.publish(FILE, "e.secret");
        world.seconds(60);
        join("user_bob", "proj_x");
        bob.clear().subscribe(FILE, seen);
        world.publish(FILE, "e.new");

        assertThat(bob.names()).containsExactly("subscription.confirmed", "subscription.reset", "e.new");
        assertThat(bob.reason("subscription.reset")).isEqualTo("access_interrupted");
    }

    @Test
    @Tag("P5")
    void aChangeBetweenTheGrantAndTheConfirmIsSeen() {
        String since = world.publish(FILE, "e.1");
        world.publish(FILE, "e.2");
        world.backplane.subscribing = ScriptedBackplane.Answers.ASKED_LATE;
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE, since);
        members.remove("user_bob proj_x");
        world.now(world.node.permissionsChanged(AccessSelector.tag("project:proj_x")));
        world.backplane.heal();
        world.world.settle();

        assertThat(bob.names()).containsExactly("connection.established", "subscription.rejected");
        assertThat(bob.reason("subscription.rejected")).isEqualTo("insufficient_permissions");
    }
}
