package io.bush.realtime.client.walk.user;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.client.BushClient;
import io.bush.realtime.client.BushClientBuilder;
import io.bush.realtime.client.WalkClients;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.connection.Activity;
import io.bush.realtime.client.connection.ClientLimits;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.connection.TokenPlacement;
import io.bush.realtime.client.connection.TokenSource;
import io.bush.realtime.client.internal.lane.Clock;
import io.bush.realtime.client.internal.lane.Scheduler;
import io.bush.realtime.client.internal.lane.SleepWatch;
import io.bush.realtime.client.internal.parts.World;
import io.bush.realtime.client.walk.net.WalkNet;
import io.bush.realtime.client.walk.server.WalkServer;
import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One real client, what its user does, and what must be true of it. */
public final class WalkClient implements ClientListener {

    private final Scene scene;
    private final WalkServer server;
    final Rivals rivals;
    public final String user;
    /** The user's, and another one for each further tab. */
    public final String name;

    public final WalkNet net;
    private final BushClient client;
    private final List<Watcher> watchers = new ArrayList<>();
    private final WalkCalls calls;
    private final List<Runnable> stalledHandlers = new ArrayList<>();
    private boolean stalled;
    /** Whether the client was told to close. */
    private boolean closing;
    /** Whether that has completed. */
    private boolean closed;

    private @Nullable ConnectionState last;

    public WalkClient(Scene scene, WalkServer server, Rivals rivals, String user, String name) {
        this.scene = scene;
        this.server = server;
        this.rivals = rivals;
        this.user = user;
        this.name = name;
        net = new WalkNet(scene, server, name);
        BushClientBuilder builder = BushClient.builder(URI.create("ws://walk/v4/cable"))
                .tokenSource(this::token)
                .tokenPlacement(
                        scene.random.nextBoolean() ? TokenPlacement.AUTHORIZATION_HEADER : TokenPlacement.FIRST_MESSAGE)
                .limits(ClientLimits.DEFAULT
                        .withBacklog(scene.weather.backlogFrames, 1024 * 1024)
                        .withCalls(20))
                .listener(this);
        if (scene.weather.polls) {
            builder.pollUrl(URI.create("http://walk/v4/events/poll"));
        }
        client = WalkClients.build(builder, world());
        calls = new WalkCalls(scene, server, this, client);
    }

    private World world() {
        io.bush.realtime.time.Clock real = scene.world.time();
        Clock clock = new Clock() {
            @Override
            public long nanoTime() {
                return real.nanoTime();
            }

            @Override
            public Instant wallTime() {
                return real.wallTime().plus(scene.weather.clockError);
            }
        };
        Scheduler scheduler = (delay, task) -> {
            var timer = scene.world.time().schedule(delay, task);
            return timer::cancel;
        };
        return new World(
                clock,
                scheduler,
                new SleepWatch(clock, scheduler),
                new Random(scene.seed + name.hashCode()),
                scene.world.executor(),
                this::runHandler,
                net,
                () -> {});
    }

    private void runHandler(Runnable task) {
        if (stalled) {
            stalledHandlers.add(task);
        } else {
            scene.world.executor().execute(task);
        }
    }

    // ---- the token

    private CompletionStage<String> token(TokenSource.Why why) {
        called("token " + why);
        if (why == TokenSource.Why.EXPIRING) {
            scene.saw(Seen.TOKEN_REFRESHED);
        }
        String good = server.newToken(user);
        if (scene.weather.healed) {
            return CompletableFuture.completedFuture(good);
        }
        if (!scene.weather.sourceUp) {
            return noToken();
        }
        if (scene.chance(scene.weather.badToken)) {
            return CompletableFuture.completedFuture("bad");
        }
        if (scene.chance(scene.weather.noToken)) {
            return noToken();
        }
        if (scene.chance(scene.weather.lateToken)) {
            CompletableFuture<String> late = new CompletableFuture<>();
            scene.later(15_000, () -> late.complete(good));
            return late;
        }
        return CompletableFuture.completedFuture(good);
    }

    private CompletionStage<String> noToken() {
        scene.saw(Seen.TOKEN_MISSING);
        return switch (scene.random.nextInt(3)) {
            case 0 -> throw new IllegalStateException("no token");
            case 1 -> CompletableFuture.failedFuture(new IllegalStateException("no token"));
            default -> new CompletableFuture<>();
        };
    }

    // ---- what is heard

    /** Some code of the application was called. */
    void called(String what) {
        if (closed) {
            scene.broken("P12", name + " is called after close() completed: " + what);
        }
    }

    @Override
    public void stateChanged(ConnectionStatus status) {
        called("state");
        scene.note(name + " is " + status.state() + " " + status.light());
        ConnectionException cause = status.cause();
        if (status.state() == ConnectionState.CONNECTED && last != ConnectionState.CONNECTED) {
            scene.saw(Seen.CONNECTED);
            if (last == ConnectionState.POLLING) {
                scene.saw(Seen.POLLING_ENDED_BY_SOCKET);
            }
        }
        if (status.state() == ConnectionState.POLLING && last != ConnectionState.POLLING) {
            scene.saw(Seen.POLLING_BEGAN);
        }
        if (last == ConnectionState.CONNECTED && status.state() == ConnectionState.RECONNECTING) {
            scene.saw(Seen.CONNECTION_LOST);
        }
        if (cause != null && cause.reason() == Reason.BACKLOG_OVERFLOW) {
            scene.saw(Seen.BACKLOG_OVERFLOW);
        }
        if (cause != null && status.state() == ConnectionState.DISCONNECTED) {
            scene.saw(Seen.GAVE_UP);
            if (cause.reason() != Reason.AUTHENTICATION_FAILED) {
                scene.broken("3.15", name + " gives up because of " + cause.reason());
            }
        }
        last = status.state();
    }

    @Override
    public void handlerFailed(io.bush.realtime.client.channel.Channel channel, Throwable failure) {
        called("failed");
        if (!"planned".equals(failure.getMessage())) {
            scene.broken("P12", name + " fails in a handler: " + failure);
        }
    }

    @Override
    public void serverError(ServerError error) {
        called("error");
        scene.note(name + " hears " + error.code());
    }

    @Override
    public void tokenFailed(Throwable failure) {
        called("token failed");
    }

    boolean isPolling() {
        return client.status().state() == ConnectionState.POLLING;
    }

    /** A handler that misbehaves, now and then. */
    void trouble(Watcher inside) {
        if (scene.weather.healed || !scene.chance(scene.weather.handlerTrouble)) {
            return;
        }
        switch (scene.random.nextInt(6)) {
            case 0 -> {
                scene.saw(Seen.UNSUBSCRIBED_INSIDE_HANDLER);
                unsubscribe(inside);
            }
            case 1 -> {
                if (scene.random.nextInt(6) == 0) {
                    scene.saw(Seen.CLOSED_INSIDE_HANDLER);
                    close();
                }
            }
            default -> {
                scene.saw(Seen.HANDLER_THREW);
                throw new IllegalStateException("planned");
            }
        }
    }

    // ---- what its user does

    boolean isClosed() {
        return closed;
    }

    boolean isClosing() {
        return closing;
    }

    public void connect() {
        if (!closing) {
            if (client.status().state() != ConnectionState.CONNECTED) {
                net.asked();
            }
            client.connect();
        }
    }

    public void disconnect() {
        net.saysGoodbye();
        net.asked();
        client.disconnect();
    }

    public void call() {
        calls.call();
    }

    public void activity(Activity now) {
        client.activity(now);
    }

    public void subscribe(Channel channel) {
        io.bush.realtime.client.channel.Channel its =
                new io.bush.realtime.client.channel.Channel(channel.type(), channel.id());
        if (closing) {
            return;
        }
        ChannelHandle present = client.subscription(its).orElse(null);
        if (present != null) {
            if (wanted().stream().noneMatch(it -> it.handle == present)) {
                scene.broken("P12", name + " still has what was given up of " + channel);
            }
            return;
        }
        String prefix = scene.random.nextInt(4) == 0 ? "other." : "";
        String since = since(channel);
        Watcher watcher = new Watcher(scene, server, this, channel, prefix, since);
        SubscribeOptions options = new SubscribeOptions(since, prefix.isEmpty() ? List.of() : List.of("other.*"));
        watchers.add(watcher);
        scene.note(watcher + " is subscribed");
        net.subscribes(channel);
        client.subscribe(channel.type(), channel.id(), options, handle -> {
            watcher.attach(handle);
            for (int n = scene.random.nextInt(4); n > 0; n--) {
                watcher.takePart(client);
            }
        });
    }

    /** Wants everything of a channel that there is, and locks when it has begun. */
    Watcher join(Channel channel) {
        Watcher watcher = new Watcher(scene, server, this, channel, "", null);
        watchers.add(watcher);
        client.subscribe(channel.type(), channel.id(), SubscribeOptions.DEFAULT, handle -> {
            watcher.attach(handle);
            watcher.speakUp(client);
        });
        return watcher;
    }

    void takePart(Watcher watcher) {
        watcher.takePart(client);
    }

    /** Sometimes what an earlier subscription has handled is kept, as an application does that stores it. */
    private @Nullable String since(Channel channel) {
        if (!scene.random.nextBoolean()) {
            return null;
        }
        for (int i = watchers.size() - 1; i >= 0; i--) {
            Watcher former = watchers.get(i);
            if (former.channel.equals(channel) && former.handle != null) {
                String handled = former.handle.lastEventId().orElse(null);
                if (handled != null) {
                    scene.saw(Seen.STARTED_FROM_HANDLED);
                }
                return handled;
            }
        }
        return null;
    }

    public void takePart() {
        List<Watcher> wanted = wanted();
        if (!wanted.isEmpty()) {
            scene.any(wanted).takePart(client);
        }
    }

    /** Locks that have to stay from now on. */
    public void keepLocks() {
        for (Watcher watcher : wanted()) {
            WalkLocks locks = watcher.locks();
            if (locks != null) {
                locks.keepOwn();
            }
        }
    }

    public void unsubscribeAny() {
        List<Watcher> wanted = wanted();
        if (!wanted.isEmpty()) {
            scene.saw(Seen.UNSUBSCRIBED);
            unsubscribe(scene.any(wanted));
        }
    }

    /** Gives one up, and wants the same again before the server can have answered. */
    public void subscribeAgain() {
        List<Watcher> wanted = wanted();
        if (!wanted.isEmpty()) {
            scene.saw(Seen.SUBSCRIBED_AGAIN_AT_ONCE);
            Watcher one = scene.any(wanted);
            unsubscribe(one);
            if (scene.random.nextBoolean()) {
                subscribe(one.channel);
            } else {
                scene.later(300, () -> subscribe(one.channel));
            }
        }
    }

    /** Does more at once than the server allows. */
    public void hurry() {
        scene.saw(Seen.HURRIED);
        for (int n = 10 + scene.random.nextInt(30); n > 0; n--) {
            int what = scene.random.nextInt(4);
            scene.later(2_000, () -> {
                if (!closing) {
                    switch (what) {
                        case 0 -> call();
                        case 1 -> subscribeAgain();
                        default -> takePart();
                    }
                }
            });
        }
    }

    private void unsubscribe(Watcher watcher) {
        if (watcher.handle != null) {
            scene.note(watcher + " is unsubscribed");
            watcher.handle.unsubscribe();
            watcher.over();
        }
    }

    /** Handlers do not get on for a while. */
    public void stall(Duration time) {
        stalled = true;
        net.heldUp();
        scene.later(time, this::goOn);
    }

    public void goOn() {
        stalled = false;
        net.heldUp();
        List<Runnable> waiting = List.copyOf(stalledHandlers);
        stalledHandlers.clear();
        waiting.forEach(scene.world.executor()::execute);
    }

    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        scene.note(name + " closes");
        CompletionStage<Void> done = client.closeAsync();
        watchers.forEach(Watcher::over);
        done.thenRun(() -> {
            scene.saw(Seen.CLOSED);
            scene.note(name + " is closed");
            closed = true;
        });
    }

    // ---- how it ends

    List<Watcher> wanted() {
        return watchers.stream().filter(Watcher::isWanted).toList();
    }

    public void judgeConnected() {
        if (!closing && client.status().state() != ConnectionState.CONNECTED) {
            scene.broken("P12", name + " is " + client.status() + " in the end");
        }
    }

    public void judgeStreams() {
        watchers.forEach(Watcher::judge);
        calls.judge();
    }

    public void judgeClosed() {
        if (!closed) {
            scene.broken("P12", name + " is not closed");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
