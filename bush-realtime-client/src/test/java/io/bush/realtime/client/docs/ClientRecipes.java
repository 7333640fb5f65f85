package io.bush.realtime.client.docs;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.BushClient;
import io.bush.realtime.client.BushClientBuilder;
import io.bush.realtime.client.ClientRuntime;
import io.bush.realtime.client.call.CallException;
import io.bush.realtime.client.call.CallException.Outcome;
import io.bush.realtime.client.call.CallOptions;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.connection.ClientLimits;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.TokenSource.Why;
import io.bush.realtime.client.lock.CommentLock;
import io.bush.realtime.client.lock.CommentLocks;
import io.bush.realtime.client.lock.LockException;
import io.bush.realtime.client.optimistic.ListListener;
import io.bush.realtime.client.optimistic.Operation;
import io.bush.realtime.client.optimistic.OptimisticField;
import io.bush.realtime.client.optimistic.OptimisticList;
import io.bush.realtime.client.optimistic.OptimisticRules;
import io.bush.realtime.client.optimistic.Origin;
import io.bush.realtime.client.optimistic.Rollback;
import io.bush.realtime.client.presence.PresenceHandle;
import io.bush.realtime.client.presence.PresenceStatus;
import io.bush.realtime.client.signal.Signals;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The code of docs/client.md; {@link ClientDocTest} holds the two together, {@code ClientRecipesTest} runs it. */
public final class ClientRecipes {

    private ClientRecipes() {}

    /** A comment. */
    public record Comment(
            @JsonProperty("comment_id") String id,
            String text,
            @JsonProperty("client_id") @Nullable String clientId) {
        Comment withText(String changed) {
            return new Comment(id, changed, clientId);
        }
    }

    /** Which comment. */
    public record CommentId(@JsonProperty("comment_id") String id) {}

    /** Where things are shown. */
    public interface Screen {

        void light(ConnectionStatus status);

        void log(String text);

        void show(Comment comment);

        void hide(String commentId);

        void faces(List<String> names, int total);

        void editors(List<String> texts);

        void toast(String text);

        void fetchAgain();
    }

    /** Whoever is signed in. */
    public interface Login {

        CompletionStage<String> cachedToken();

        CompletionStage<String> freshToken();
    }

    /** The application's requests. */
    public interface Api {

        CompletionStage<Comment> add(Comment comment, String clientId);

        CompletionStage<String> rename(String name);
    }

    // tag::connect[]
    public static BushClient connect(BushClientBuilder builder, Login login, Executor ui, Screen screen) {
        BushClient client = builder.tokenSource(why -> why == Why.CONNECT ? login.cachedToken() : login.freshToken())
                .pollUrl(URI.create("https://example.org/v4/events/poll"))
                .handlerExecutor(ui) // SwingUtilities::invokeLater, Platform::runLater, a pool
                .listener(new ClientListener() {
                    @Override
                    public void stateChanged(ConnectionStatus status) {
                        screen.light(status);
                    }

                    @Override
                    public void tokenFailed(Throwable failure) {
                        screen.log("the token ends soon, and there is no new one: " + failure.getMessage());
                    }
                })
                .build();
        client.connect().whenComplete((connected, failure) -> {
            if (failure instanceof ConnectionException gaveUp) {
                screen.log("no connection, and there will be none: " + gaveUp.reason());
            }
        });
        return client;
    }
    // end::connect[]

    // tag::subscribe[]
    public static ChannelHandle subscribe(BushClient client, String fileId, String since, Screen screen) {
        return client.subscribe("file", fileId, SubscribeOptions.since(since), file -> {
            file.on("comment.created", Comment.class, (comment, event) -> screen.show(comment));
            file.on("comment.deleted", CommentId.class, (gone, event) -> screen.hide(gone.id()));
            file.onReset(reset -> screen.fetchAgain());
            file.onRejected(refused -> screen.log("not for you: " + refused.reason()));
            file.onRevoked(ended -> screen.log("taken away: " + ended.reason()));
        });
    }
    // end::subscribe[]

    /** What an application keeps. */
    public interface Store {

        void saved(String json, @Nullable String eventId);
    }

    // tag::position[]
    public static Registration keep(ChannelHandle file, Store store) {
        // One transaction: what happened, and how far we are. A restart goes on from the saved id.
        return file.onEvent(event -> store.saved(event.data().toString(), event.eventId()));
    }
    // end::position[]

    // tag::presence[]
    public static PresenceHandle present(BushClient client, ChannelHandle file, Screen screen) {
        PresenceHandle presence = client.presence(file);
        presence.onRoster(roster ->
                screen.faces(roster.others().stream().map(it -> it.user().id()).toList(), roster.total()));
        presence.enter(PresenceStatus.VIEWING);
        return presence; // leave() when the file is closed
    }

    public static void activity(PresenceHandle presence, double playhead) {
        presence.userActive(); // on each key and mouse event: costs nothing
        presence.field("cursor_position", playhead); // 25 times a second: is sent as often as allowed
    }
    // end::presence[]

    /** What this application's cursors are. */
    public record Cursor(double x, double y) {}

    // tag::signal[]
    // in the setup of subscribe
    public static Signals signals(BushClient client, ChannelHandle file, Screen screen) {
        Signals signals = client.signals(file);
        signals.on(
                "user.typing",
                JsonNode.class,
                (none, typing) -> screen.log(typing.user().name() + " is typing"));
        signals.on(
                "cursor.moved",
                Cursor.class,
                (at, moved) -> screen.log(moved.user().name() + " is at " + at.x() + ", " + at.y()));
        return signals;
    }

    public static void moved(Signals signals, double x, double y) {
        signals.send("cursor.moved", new Cursor(x, y)); // on each move of the mouse: is sent as often as allowed
    }
    // end::signal[]

    // tag::lock[]
    // in the setup of subscribe
    public static CommentLocks locks(BushClient client, ChannelHandle file, Screen screen) {
        CommentLocks locks = client.locks(file);
        locks.onLocked(others -> screen.editors(others.stream()
                .map(it -> it.user().id() + " is editing " + it.commentId())
                .toList()));
        return locks;
    }

    public static void edit(CommentLocks locks, String commentId, Screen screen) {
        locks.lock(commentId).whenComplete((lock, failure) -> {
            if (failure == null) {
                lock.ended().thenAccept(why -> screen.log("the lock ended: " + why));
                screen.log("save with lock_token " + lock.token());
            } else if (failure instanceof LockException refused) {
                screen.toast(refused.holder()
                        .map(it -> it.user().id() + " is editing this comment")
                        .orElse(refused.code()));
            }
        });
    }

    public static void done(CommentLock lock) {
        lock.close(); // after the answer to the save
    }
    // end::lock[]

    // tag::call[]
    public static CompletionStage<Comment> call(BushClient client, Comment comment, Screen screen) {
        return client.call("comment.create", comment, Comment.class, CallOptions.DEFAULT.repeatable())
                .whenComplete((created, failure) -> {
                    if (failure instanceof CallException none) {
                        screen.toast(
                                none.outcome() == Outcome.UNKNOWN
                                        ? "It may have been saved: " + none.reason()
                                        : "Not saved: "
                                                + none.appCode()
                                                        .orElse(none.reason().toString()));
                    }
                });
    }
    // end::call[]

    // tag::list[]
    public static OptimisticList<Comment> comments(String self, RandomGenerator random, Screen screen) {
        OptimisticList<Comment> comments =
                new OptimisticList<>(OptimisticRules.<Comment>of(Comment::id, Comparator.comparing(Comment::id), random)
                        .withClientId(Comment::clientId)
                        .withSelf(self));
        comments.listen(new ListListener<>() {
            @Override
            public void changed() {
                comments.entries().forEach(entry -> screen.show(entry.value()));
            }

            @Override
            public void rolledBack(Rollback<Comment> rollback) {
                screen.toast("Comment could not be saved – " + rollback.reason());
            }
        });
        return comments;
    }

    public static void events(ChannelHandle file, OptimisticList<Comment> comments) {
        file.on("comment.created", Comment.class, (comment, event) -> comments.created(comment, Origin.of(event)));
        file.on(
                "comment.deleted",
                CommentId.class,
                (gone, event) -> comments.deleted(gone.id(), "deleted by " + event.userId()));
    }

    public static void add(OptimisticList<Comment> comments, String text, Api api, Executor ui) {
        Comment comment = new Comment("", text, null);
        Operation<Comment> add = comments.add(comment); // shown now
        api.add(comment, add.clientId())
                .whenCompleteAsync(
                        (saved, failure) -> {
                            if (failure == null) {
                                add.succeeded(saved);
                            } else {
                                add.failed(reason(failure)); // only when it is certain; else it stays pending
                            }
                        },
                        ui);
    }
    // end::list[]

    private static String reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null ? "unknown" : String.valueOf(cause.getMessage());
    }

    // tag::field[]
    public static void rename(OptimisticField<String> name, String typed, Api api, Executor ui) {
        name.type(typed); // while it is typed: name.conflict() says when somebody else changed it
        OptimisticField<String>.Write write = name.submit();
        api.rename(write.value())
                .whenCompleteAsync(
                        (saved, failure) -> {
                            if (failure == null) {
                                write.succeeded(saved);
                            } else {
                                write.failed(reason(failure));
                            }
                        },
                        ui);
    }
    // end::field[]

    // tag::many[]
    public static List<BushClient> many(ClientRuntime runtime, URI server, List<String> tokens) {
        ClientLimits small = ClientLimits.DEFAULT.withBacklog(500, 1 << 20);
        List<BushClient> clients = new ArrayList<>();
        for (String token : tokens) {
            clients.add(BushClient.builder(server)
                    .token(token)
                    .runtime(runtime)
                    .limits(small)
                    .build());
        }
        return clients; // close them, then the runtime
    }
    // end::many[]
}
