package io.bush.examples.dialects.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.channel.Channel;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What happens to tasks, for everybody in the project but the connection whose request did it: the author's other tabs hear of
 * it. Called after the commit; none of the methods waits for anything, whatever Redis does. Thread safety: any thread.
 */
public final class TaskEvents {

    private final RealtimeNode node;

    /** Publishes on this node. */
    public TaskEvents(RealtimeNode node) {
        this.node = node;
    }

    /**
     * Who did it.
     *
     * @param userId the user
     * @param connectionId their connection, from its {@code connected} frame; null when the request did not say
     */
    public record Author(String userId, @Nullable String connectionId) {}

    /** A task. */
    public record Task(String id, String title, String status, int order) {}

    private record Created(Task task) {}

    private record Updated(Task task, JsonNode changes) {}

    private record Moved(String taskId, String fromStatus, String toStatus, int order) {}

    private record Deleted(String taskId) {}

    /** Says that a task was created. */
    public CompletionStage<PublishResult> created(String projectId, Task task, Author author) {
        return publish(projectId, "task.created", new Created(task), author);
    }

    /** Says what changed of a task. */
    public CompletionStage<PublishResult> updated(String projectId, Task task, JsonNode changes, Author author) {
        return publish(projectId, "task.updated", new Updated(task, changes), author);
    }

    /** Says where a task was moved from, where to, and to which place there. */
    public CompletionStage<PublishResult> moved(String projectId, Task before, Task after, Author author) {
        Moved moved = new Moved(after.id(), before.status(), after.status(), after.order());
        return publish(projectId, "task.moved", moved, author);
    }

    /** Says that a task was deleted. */
    public CompletionStage<PublishResult> deleted(String projectId, String taskId, Author author) {
        return publish(projectId, "task.deleted", new Deleted(taskId), author);
    }

    private CompletionStage<PublishResult> publish(String projectId, String event, Object data, Author author) {
        return node.publish(Publication.of(new Channel("project", projectId), event, data)
                .by(author.userId())
                .exceptConnection(author.connectionId()));
    }
}
