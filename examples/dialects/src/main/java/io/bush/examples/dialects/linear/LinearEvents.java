package io.bush.examples.dialects.linear;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.examples.dialects.account.Directory;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.channel.Channel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The broadcast helpers of seed 001's table. One that reaches several rooms publishes one event in each, and each carries the
 * same {@code deliveryId}: whoever is in the team's room and in the issue's sees it twice and can tell. None of them blocks.
 * Thread safety: any thread.
 */
public final class LinearEvents {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RealtimeNode node;
    private final Directory directory;

    /**
     * Makes the helpers.
     *
     * @param node publishes
     * @param directory knows a team's workspace, whose room gets everything
     */
    public LinearEvents(RealtimeNode node, Directory directory) {
        this.node = node;
        this.directory = directory;
    }

    /** A new issue, as the seed shows it. */
    public record Issue(String id, String identifier, String title, String teamId, String status, String priority) {}

    /** What changed of an issue. */
    public record IssueChange(String id, JsonNode changes, String teamId) {}

    /** An issue that is gone, or put away. */
    public record IssueRef(String id, String teamId) {}

    /** A comment. */
    public record Comment(String id, String issueId, String teamId, String userId, String body) {}

    /** A comment that is gone. */
    public record CommentRef(String id, String issueId, String teamId) {}

    /** What changed of a project or cycle. */
    public record Change(String id, JsonNode changes, String teamId) {}

    /** Says that an issue was created. */
    public List<CompletionStage<PublishResult>> issueCreated(Issue issue, @Nullable String userId) {
        return publish("issue.created", issue, userId, team(issue.teamId()));
    }

    /** Says that an issue changed. */
    public List<CompletionStage<PublishResult>> issueUpdated(IssueChange change, String userId) {
        return publish("issue.updated", change, userId, team(change.teamId()), new Channel("issue", change.id()));
    }

    /** Says that an issue was deleted. */
    public List<CompletionStage<PublishResult>> issueDeleted(IssueRef issue, String userId) {
        return publish("issue.deleted", issue, userId, team(issue.teamId()), new Channel("issue", issue.id()));
    }

    /** Says that an issue was put away. */
    public List<CompletionStage<PublishResult>> issueArchived(IssueRef issue, String userId) {
        return publish("issue.archived", issue, userId, team(issue.teamId()), new Channel("issue", issue.id()));
    }

    /** Says that a comment was written. */
    public List<CompletionStage<PublishResult>> commentCreated(Comment comment) {
        return comment("comment.created", comment, comment.userId());
    }

    /** Says that a comment was changed. */
    public List<CompletionStage<PublishResult>> commentUpdated(Comment comment, String userId) {
        return comment("comment.updated", comment, userId);
    }

    private List<CompletionStage<PublishResult>> comment(String event, Comment comment, String userId) {
        return publish(event, comment, userId, team(comment.teamId()), new Channel("issue", comment.issueId()));
    }

    /** Says that a comment was deleted. */
    public List<CompletionStage<PublishResult>> commentDeleted(CommentRef comment, String userId) {
        Channel issue = new Channel("issue", comment.issueId());
        return publish("comment.deleted", comment, userId, team(comment.teamId()), issue);
    }

    /** Says that a project changed. */
    public List<CompletionStage<PublishResult>> projectUpdated(Change change, String userId) {
        return publish("project.updated", change, userId, team(change.teamId()), new Channel("project", change.id()));
    }

    /** Says that a cycle changed. */
    public List<CompletionStage<PublishResult>> cycleUpdated(Change change, String userId) {
        return publish("cycle.updated", change, userId, team(change.teamId()), new Channel("cycle", change.id()));
    }

    /** Says something to a user, on all their connections. */
    public CompletionStage<PublishResult> sendToUser(String userId, String event, Object payload) {
        return node.publish(Publication.of(new Channel("user", userId), event, payload));
    }

    private static Channel team(String teamId) {
        return new Channel("team", teamId);
    }

    private List<CompletionStage<PublishResult>> publish(
            String event, Object payload, @Nullable String userId, Channel... rooms) {
        ObjectNode data = JSON.valueToTree(payload);
        data.put("deliveryId", UUID.randomUUID().toString());
        Set<Channel> all = new LinkedHashSet<>(List.of(rooms));
        directory.parent(rooms[0]).ifPresent(all::add);
        List<CompletionStage<PublishResult>> results = new ArrayList<>();
        for (Channel room : all) {
            Publication publication = Publication.of(room, event, data);
            results.add(node.publish(userId == null ? publication : publication.by(userId)));
        }
        return results;
    }
}
