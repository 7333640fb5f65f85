package io.bush.examples.dialects.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.account.Tokens;
import io.bush.examples.dialects.tasks.TaskEvents;
import io.bush.examples.dialects.tasks.TaskEvents.Author;
import io.bush.examples.dialects.tasks.TaskEvents.Task;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.channel.Channel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Seed 004 over HTTP: tasks of a project. A request that names its connection in {@code X-Connection-Id} is not told there what
 * it did. The change is done before anything is published, and the answer does not wait for that. Thread safety: any thread.
 */
public final class TaskRoutes extends JsonServlet {

    private static final long serialVersionUID = 1L;
    /** An example's memory, not a database. */
    private static final int MOST_TASKS = 10_000;

    private final transient Directory directory;
    private final transient TaskEvents events;
    /** By project and id; guarded by this. */
    private final transient Map<String, Task> tasks = new LinkedHashMap<>();

    /** Answers with these. */
    public TaskRoutes(Tokens tokens, RealtimeNode node, Directory directory) {
        super(tokens);
        this.directory = directory;
        this.events = new TaskEvents(node);
    }

    @Override
    protected @Nullable Object answer(Request request) {
        String shape = request.shape(1, 3);
        if (!shape.contains("projects/*/tasks")) {
            throw new Refusal(404, "nothing here");
        }
        String project = request.path().get(1);
        if (!directory.mayRead(request.userId(), new Channel("project", project))) {
            throw new Refusal(404, "no such project");
        }
        Author author = new Author(request.userId(), request.http().getHeader("X-Connection-Id"));
        return switch (shape) {
            case "POST projects/*/tasks" -> create(project, request, author);
            case "PATCH projects/*/tasks/*" -> update(project, request, author);
            case "POST projects/*/tasks/*/move" -> move(project, request, author);
            case "DELETE projects/*/tasks/*" -> delete(project, request, author);
            default -> throw new Refusal(404, "nothing here");
        };
    }

    private synchronized Task create(String project, Request request, Author author) {
        if (tasks.size() >= MOST_TASKS) {
            throw new Refusal(507, "this example keeps " + MOST_TASKS + " tasks");
        }
        Task task = new Task("task_" + UUID.randomUUID(), request.text("title"), "todo", 0);
        tasks.put(project + "/" + task.id(), task);
        var unused = events.created(project, task, author);
        return task;
    }

    private synchronized Task update(String project, Request request, Author author) {
        Task before = find(project, request);
        JsonNode changes = request.body();
        Task after =
                new Task(before.id(), changes.path("title").asText(before.title()), before.status(), before.order());
        tasks.put(project + "/" + after.id(), after);
        var unused = events.updated(project, after, changes, author);
        return after;
    }

    private synchronized Task move(String project, Request request, Author author) {
        Task before = find(project, request);
        Task after = new Task(
                before.id(),
                before.title(),
                request.text("status"),
                request.body().path("order").asInt(0));
        tasks.put(project + "/" + after.id(), after);
        var unused = events.moved(project, before, after, author);
        return after;
    }

    private synchronized @Nullable Object delete(String project, Request request, Author author) {
        Task task = find(project, request);
        tasks.remove(project + "/" + task.id());
        var unused = events.deleted(project, task.id(), author);
        return null;
    }

    private Task find(String project, Request request) {
        Task task = tasks.get(project + "/" + request.path().get(3));
        if (task == null) {
            throw new Refusal(404, "no such task");
        }
        return task;
    }
}
