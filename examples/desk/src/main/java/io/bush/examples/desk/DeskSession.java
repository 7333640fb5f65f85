package io.bush.examples.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.desk.api.HttpRequests;
import io.bush.examples.desk.api.ReviewApi;
import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.model.FileRow;
import io.bush.examples.desk.model.Light;
import io.bush.examples.desk.model.People;
import io.bush.examples.desk.model.RequestFailure;
import io.bush.examples.desk.model.Self;
import io.bush.realtime.client.BushClient;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.connection.Activity;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.TokenSource.Why;
import io.bush.realtime.client.lock.CommentLocks;
import io.bush.realtime.client.lock.LockException;
import io.bush.realtime.client.presence.PresenceHandle;
import io.bush.realtime.client.presence.PresenceStatus;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A user at work on one project: connected, subscribed to the project and its files, with their presence and their locks. All
 * of the client's handlers run where the user interface does, so there is nothing to guard. Thread safety: for that one thread.
 */
final class DeskSession implements AutoCloseable {

    /** Most files of a project that are shown; a connection has 50 subscriptions, and the project is one. */
    private static final int MOST_FILES = 40;

    private record Open(FileModel model, ChannelHandle channel, PresenceHandle presence, CommentLocks locks) {}

    /** A project of the user's. */
    private record Project(String id, String name) {}

    private final ReviewApi api;
    private final Executor ui;
    private final RandomGenerator random;
    private final Screen screen;
    private final People people = new People();
    private final BushClient client;
    private final Map<String, Open> files = new LinkedHashMap<>();
    /** Who the server says works here. */
    private final Self self;
    /** The file in front of the user; null when none is. */
    private @Nullable Open front;

    private DeskSession(ReviewApi api, String token, Self self, Executor ui, RandomGenerator random, Screen screen) {
        this.api = api;
        this.self = self;
        this.ui = ui;
        this.random = random;
        this.screen = screen;
        this.client = BushClient.builder(api.cable())
                .tokenSource(why -> token(token, why))
                .pollUrl(api.polls())
                .handlerExecutor(ui)
                .listener(new Listening())
                .build();
    }

    /** The first one is there already; a new one when it ends, or was refused. */
    private CompletionStage<String> token(String first, Why why) {
        return why == Why.CONNECT ? CompletableFuture.completedFuture(first) : api.freshToken();
    }

    /**
     * Signs in and opens a project.
     *
     * @param project its id; null for the user's first, or a new one
     * @return completes on the user interface's thread; fails with a {@link RequestFailure} that can be shown
     */
    static CompletableFuture<DeskSession> start(
            ReviewApi api, @Nullable String project, Executor ui, RandomGenerator random, Screen screen) {
        return api.freshToken()
                .thenCompose(token -> self(api)
                        .thenCompose(self -> project(api, project)
                                .thenApplyAsync(
                                        found -> {
                                            DeskSession session = new DeskSession(api, token, self, ui, random, screen);
                                            session.open(found);
                                            return session;
                                        },
                                        ui)));
    }

    /** Who one is, the server knows best: a token says it to nobody else, and who only polls is never told by the way. */
    private static CompletableFuture<Self> self(ReviewApi api) {
        return api.get("/v4/users/me").thenApply(user -> {
            String id = user.path("id").asText();
            return new Self(id, user.path("name").asText(id));
        });
    }

    private static CompletableFuture<Project> project(ReviewApi api, @Nullable String wanted) {
        if (wanted != null) {
            return api.get("/v4/projects/" + wanted).thenApply(DeskSession::project);
        }
        return api.get("/v4/projects").thenCompose(list -> {
            JsonNode first = list.path("projects").path(0);
            return first.has("id")
                    ? CompletableFuture.completedFuture(project(first))
                    : api.post("/v4/projects", ReviewApi.object().put("name", "My project"))
                            .thenApply(DeskSession::project);
        });
    }

    private static Project project(JsonNode json) {
        return new Project(json.path("id").asText(), json.path("name").asText());
    }

    private void open(Project project) {
        people.seen(self.id(), self.name());
        screen.signedIn(self);
        screen.project(project.name());
        client.subscribe("project", project.id(), SubscribeOptions.DEFAULT, channel -> {
            channel.onEvent(this::projectEvent);
            channel.onConfirmed(confirmed -> {
                if (!confirmed.recovered()) {
                    list(project.id());
                }
            });
            channel.onReset(reset -> list(project.id()));
            channel.onRejected(rejected -> screen.toast("The project cannot be shown – " + rejected.reason()));
            channel.onRevoked(revoked -> screen.toast("The project was taken from you – " + revoked.reason()));
        });
        var unused = client.connect();
    }

    private final class Listening implements ClientListener {

        @Override
        public void stateChanged(ConnectionStatus status) {
            screen.light(Light.of(status, ZoneId.systemDefault()));
        }
    }

    // ---- the project

    private void list(String project) {
        var unusedMembers = api.get("/v4/projects/" + project + "/members").thenAcceptAsync(this::members, ui);
        var unusedFiles = api.get("/v4/projects/" + project + "/files?limit=" + MOST_FILES)
                .whenCompleteAsync(
                        (page, failure) -> {
                            if (failure == null) {
                                page.path("files").forEach(it -> show(FileRow.ofApi(it)));
                                screen.files(models());
                            } else {
                                screen.toast("The files cannot be read – "
                                        + RequestFailure.of(failure).reason());
                            }
                        },
                        ui);
    }

    private void members(JsonNode page) {
        page.path("members").forEach(it -> {
            JsonNode user = it.path("user");
            people.seen(user.path("id").asText(), user.path("name").textValue());
        });
    }

    private void projectEvent(ReceivedEvent event) {
        JsonNode data = event.data();
        if (event.event().equals("file.created")) {
            show(FileRow.ofEvent(data));
            screen.files(models());
        } else if (event.event().equals("file.deleted")) {
            Open gone = files.get(data.path("file_id").asText());
            if (gone != null) {
                gone.model().event(event);
                if (!gone.equals(front)) {
                    forget(gone);
                }
            }
        }
    }

    private void show(FileRow row) {
        if (!files.containsKey(row.id()) && files.size() < MOST_FILES) {
            FileModel model = new FileModel(row, self, people, new HttpRequests(api), ui, random);
            var unused = client.subscribe("file", row.id(), SubscribeOptions.DEFAULT, it -> {
                PresenceHandle presence = client.presence(it);
                CommentLocks locks = client.locks(it);
                files.put(row.id(), new Open(model, it, presence, locks));
                presence.onRoster(model::roster);
                locks.onLocked(model::locked);
                it.onEvent(model::event);
                it.onConfirmed(confirmed -> {
                    model.conversation().resend();
                    if (model.conversation().loaded() && !confirmed.recovered()) {
                        model.load();
                    }
                });
                it.onReset(reset -> model.load());
                it.onRevoked(revoked -> model.revoked(revoked.reason()));
            });
        }
    }

    private List<FileModel> models() {
        List<FileModel> models = new ArrayList<>();
        files.values().forEach(it -> models.add(it.model()));
        return models;
    }

    private void forget(Open file) {
        files.remove(file.model().id());
        var unused = file.channel().unsubscribe();
        screen.files(models());
    }

    // ---- what the user does

    /** A file comes to the front; null for none. The user is shown where they are. */
    void front(@Nullable FileModel file) {
        Open before = front;
        front = file == null ? null : files.get(file.id());
        if (before != null && !before.equals(front)) {
            before.model().conversation().cancelEdit();
            before.presence().leave();
            if (before.model().deletedBy().isPresent()) {
                forget(before);
            }
        }
        if (front != null && !front.equals(before)) {
            front.presence().enter(PresenceStatus.VIEWING);
            if (!front.model().conversation().loaded()) {
                front.model().load();
            }
        }
    }

    /** The user did something: others see that they are not idle. */
    void userActive() {
        if (front != null) {
            front.presence().userActive();
        }
    }

    /** The user began to write a comment, or stopped. */
    void writing(PresenceStatus status) {
        if (front != null) {
            front.presence().enter(status);
        }
    }

    /** Where the user is in the film. */
    void playhead(double seconds) {
        if (front != null) {
            front.presence().field("cursor_position", Math.round(seconds * 10) / 10.0);
        }
    }

    /** Asks for the lock of a comment, and begins to edit when it is there. */
    void edit(FileModel file, String commentId) {
        Open open = files.get(file.id());
        if (open == null) {
            return;
        }
        try {
            var unused = open.locks().lock(commentId).whenComplete((lock, failure) -> {
                if (failure == null) {
                    file.conversation().beginEdit(lock);
                } else {
                    file.toast(refusal(failure));
                }
            });
        } catch (IllegalStateException already) {
            file.toast("You are editing this comment already");
        }
    }

    private String refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof LockException refused) {
            return refused.holder()
                    .map(it -> people.nameOf(it.user().id()) + " is editing this comment")
                    .orElse("This comment cannot be edited now – " + refused.getMessage());
        }
        return "This comment cannot be edited now";
    }

    /** Nobody looks at the window just now, or somebody does again. */
    void looking(Activity activity) {
        client.activity(activity);
    }

    /** Returns the connection. */
    BushClient client() {
        return client;
    }

    @Override
    public void close() {
        var unused = client.closeAsync();
    }
}
