package io.bush.realtime.client.walk.server;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.call.CallFailedException;
import io.bush.realtime.call.Calls;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.ChannelType.Feature;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The real node, that crashes and comes back, and the application around it. */
public final class WalkServer {

    private static final Set<Feature> FEATURES = EnumSet.of(Feature.PRESENCE, Feature.LOCKS, Feature.SIGNALS);
    /** What a client has to keep to only because the server said so. */
    private static final RateLimits TIGHT = new RateLimits(
            new Limit(60, Duration.ofMinutes(1)),
            new Limit(6, Duration.ofMinutes(1)),
            new Limit(3, Duration.ofSeconds(10)),
            new Limit(4, Duration.ofMinutes(1)),
            RateLimits.DEFAULT.signals(),
            RateLimits.DEFAULT.hits(),
            RateLimits.DEFAULT.invalid());
    /** How long after trouble with access something may still be revoked. */
    private static final long TROUBLE_NANOS = Duration.ofSeconds(90).toNanos();

    /** When something was, and on which store. */
    public record Moment(long nanos, int store) {}

    /** What a call is asked with. */
    public record Job(String id) {}

    private final Scene scene;
    private final RealtimeSettings settings;
    public final List<Channel> channels = new ArrayList<>();
    public final Truth truth;
    /** How often each call was done. */
    public final Map<String, Integer> done = new LinkedHashMap<>();

    private final Set<String> denied = new LinkedHashSet<>();
    /** What ends the sockets of a node that crashes. */
    private final List<Runnable> sockets = new ArrayList<>();

    private KeptBackplane kept;
    private KeptBackplane.Seat seat;
    private RealtimeNode node;
    private boolean down;
    private int published;
    /** How many stores there were before this one. */
    private int store;
    /** When there was trouble with somebody's access last. */
    private final Map<String, Long> troubles = new LinkedHashMap<>();

    public WalkServer(Scene scene) {
        this(scene, RealtimeSettings.DEFAULT.with(scene.weather.tight ? TIGHT : RateLimits.DEFAULT));
    }

    public WalkServer(Scene scene, RealtimeSettings settings) {
        this.scene = scene;
        this.settings = settings;
        this.truth = new Truth(scene);
        for (int i = 0; i < scene.weather.channels; i++) {
            channels.add(new Channel("room", "room_" + (char) ('a' + i % 26) + (i < 26 ? "" : i / 26)));
        }
        kept = new KeptBackplane(scene.world.runtime());
        seat = kept.join();
        node = start(seat);
    }

    private RealtimeNode start(KeptBackplane.Seat its) {
        Retention retention = new Retention(scene.weather.maxEvents, Duration.ofHours(2), Duration.ofDays(7));
        return RealtimeNode.builder()
                .channelType(
                        new ChannelType("room", Pattern.compile("room_[a-z]\\d?"), retention, Duration.ZERO, FEATURES))
                .authenticator(credentials -> CompletableFuture.completedFuture(authenticate(credentials.token())))
                .authorizer(this::authorize)
                .commentChannels(id -> CompletableFuture.completedFuture(channels.stream()
                        .filter(it -> id.startsWith(comment(it, "")))
                        .findFirst()
                        .orElse(null)))
                .calls(Calls.none().with("walk.do", Job.class, (caller, job) -> perform(job)))
                .listener(new RealtimeListener() {
                    @Override
                    public void failed(String where, Throwable failure) {
                        String what = where + " " + failure;
                        if (!what.contains("nobody knows") && !what.contains("is dead")) {
                            scene.broken("node", what);
                        }
                    }
                })
                .settings(settings)
                .runtime(scene.world.runtime())
                .backplane(runtime -> its)
                .build();
    }

    public ConnectionGate gate() {
        return node.gate();
    }

    public RealtimeNode node() {
        return node;
    }

    public boolean isDown() {
        return down;
    }

    /** A socket was opened to it; told how that is lost in a crash. */
    public void opened(Runnable crash) {
        sockets.add(crash);
    }

    // ---- the application

    public String newToken(String user) {
        Instant end = scene.world.time().wallTime().plus(scene.weather.tokenLife(scene.random));
        return user + "@" + end.toEpochMilli();
    }

    private @Nullable Authentication authenticate(String token) {
        int at = token.indexOf('@');
        if (at < 0 || !scene.weather.keysKnown) {
            return null;
        }
        Instant end = Instant.ofEpochMilli(Long.parseLong(token.substring(at + 1)));
        return new Authentication(new Principal.Member(token.substring(0, at), null, null), end);
    }

    private CompletionStage<Grant> authorize(Principal principal, Channel channel) {
        if (!scene.weather.authorizerUp) {
            troubles.put(principal.id(), scene.nanos());
            return CompletableFuture.failedFuture(new IllegalStateException("nobody knows"));
        }
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        scene.later(50, () -> answer.complete(isDenied(principal.id(), channel) ? Grant.DENIED : Grant.allow()));
        return answer;
    }

    public boolean isDenied(String user, Channel channel) {
        return denied.contains(user + " " + channel);
    }

    public void deny(String user, Channel channel) {
        denied.add(user + " " + channel);
        troubles.put(user, scene.nanos());
        node.permissionsChanged(AccessSelector.user(user));
    }

    public void allow(String user, Channel channel) {
        denied.remove(user + " " + channel);
    }

    public void allowAll() {
        denied.clear();
    }

    private CompletionStage<String> perform(Job job) {
        done.merge(job.id(), 1, Integer::sum);
        CompletableFuture<String> answer = new CompletableFuture<>();
        boolean fails = scene.chance(0.1);
        scene.later(2_000, () -> {
            if (fails) {
                answer.completeExceptionally(new CallFailedException("walk.no", "no"));
            } else {
                answer.complete("done " + job.id());
            }
        });
        return answer;
    }

    public void publish(Channel channel) {
        if (down) {
            return;
        }
        published++;
        int number = published;
        String name = scene.random.nextInt(3) == 0 ? "other.said" : "room.said";
        node.publish(Publication.of(channel, name, Map.of("n", number))).whenComplete((result, failure) -> {
            if (result instanceof PublishResult.Durable durable) {
                truth.published(channel, durable.eventId(), name, number);
            }
        });
    }

    @Nullable
    public Position head(Channel channel) {
        CompletableFuture<@Nullable Position> head = new CompletableFuture<>();
        node.position(channel)
                .whenComplete(
                        (id, failure) -> head.complete(id == null ? null : Position.parse(channel, id.orElse(""))));
        scene.world.advance(Duration.ofSeconds(1));
        return head.getNow(null);
    }

    /** Asks the node something that it has to know. */
    public <T> T ask(CompletionStage<T> question) {
        scene.world.advance(Duration.ofSeconds(1));
        return question.toCompletableFuture().join();
    }

    // ---- locks

    public static String comment(Channel channel, String which) {
        return "comment_" + channel.id() + "-" + which;
    }

    public Moment now() {
        return new Moment(scene.nanos(), store);
    }

    /** Whether nothing can have ended a lock since then but its time and its user. */
    public boolean isUndisturbedSince(String user, Moment then) {
        Long trouble = troubles.get(user);
        return then.store() == store && (trouble == null || then.nanos() - TROUBLE_NANOS - trouble > 0);
    }

    // ---- what happens to it

    public void crash() {
        scene.saw(Seen.SERVER_CRASHED);
        scene.note("the server crashes");
        sockets.forEach(Runnable::run);
        sockets.clear();
        seat.die();
        comeBack();
    }

    public void drain() {
        scene.saw(Seen.SERVER_DRAINED);
        scene.note("the server drains");
        RealtimeNode leaving = node;
        leaving.drain(Duration.ofSeconds(5));
        scene.later(Duration.ofSeconds(6), () -> {
            if (node == leaving) {
                sockets.clear();
                comeBack();
            }
        });
    }

    private void comeBack() {
        down = true;
        node.close();
        boolean lossy = scene.chance(scene.weather.lossyRestart);
        scene.later(scene.weather.healed ? 100 : 20_000, () -> {
            if (!down) {
                return;
            }
            if (lossy) {
                scene.saw(Seen.LOG_LOST);
                kept.close();
                kept = new KeptBackplane(scene.world.runtime());
                store++;
            }
            seat = kept.join();
            node = start(seat);
            down = false;
            scene.note("the server is back");
        });
    }

    public void close() {
        node.close();
        kept.close();
    }
}
