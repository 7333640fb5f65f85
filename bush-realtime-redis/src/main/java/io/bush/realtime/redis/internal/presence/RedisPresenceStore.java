package io.bush.realtime.redis.internal.presence;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceHolder;
import io.bush.realtime.presence.PresenceListener;
import io.bush.realtime.presence.PresenceSettings;
import io.bush.realtime.presence.PresenceSnapshot;
import io.bush.realtime.presence.PresenceStatus;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.redis.internal.bus.BusMessages;
import io.bush.realtime.redis.internal.codec.PrincipalCodec;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is where, in Redis (contract §3.10, §6, P7). Every operation is one script: it reads, writes and announces in one step,
 * by Redis's own time.
 *
 * <p>The keys of a channel are those at the top of {@code room.lua}. Nobody sweeps a channel without subscribers; its keys
 * run out. Thread safety: safe for use by any thread.
 */
public final class RedisPresenceStore implements PresenceStore {

    /** Most leases one call ends: Redis does nothing else meanwhile. */
    static final int SWEPT_AT_ONCE = 200;
    /** Most calls one sweep makes: 20,000 leases. What is left is left to the next. */
    private static final int MOST_ROUNDS = 100;
    /** A user id becomes part of an index entry; a guest's is the node's own. */
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private static final long LARGEST = (1L << 53) - 1;

    private static final Script UPDATE = script("update.lua");
    private static final Script LEAVE = script("leave.lua");
    private static final Script RENEW = script("renew.lua");
    private static final Script SWEEP = script("sweep.lua");
    private static final Script SNAPSHOT = script("snapshot.lua");

    private static final Logger LOG = LoggerFactory.getLogger(RedisPresenceStore.class);

    private final ScriptRunner redis;
    private final RedisKeys keys;
    /** The longest lease asked for, in milliseconds: so long a connection that left is remembered. Only grows. */
    private final AtomicLong longestLease =
            new AtomicLong(PresenceSettings.DEFAULT.lease().toMillis());
    /** This node's listener; null before {@link #listen}. Written once, under this object's monitor. */
    private volatile @Nullable PresenceListener listener;

    /**
     * Makes the store of one node.
     *
     * @param redis runs the scripts
     * @param keys names the keys
     * @param bus brings what the scripts announce
     */
    public RedisPresenceStore(ScriptRunner redis, RedisKeys keys, BusMessages bus) {
        this.redis = redis;
        this.keys = keys;
        bus.handle(PresenceMessages.KIND, this::onMessage);
    }

    private static Script script(String resource) {
        return Script.load(RedisPresenceStore.class, "room.lua", resource);
    }

    // ---- what is told ----

    @Override
    public synchronized void listen(PresenceListener hears) {
        if (listener != null) {
            throw new IllegalStateException("the presence store has a listener already");
        }
        listener = hears;
    }

    private void onMessage(Channel channel, byte[] message) {
        PresenceMessages.read(channel, message).forEach(this::tell);
    }

    private void tell(PresenceChange change) {
        PresenceListener hears = listener;
        if (hears == null) {
            return;
        }
        try {
            hears.onPresence(change);
        } catch (Throwable failure) {
            // The next change does not follow the last one that was heard: so the loss will be noticed.
            LOG.error("the presence listener failed in {}", change.channel(), failure);
        }
    }

    // ---- what connections say ----

    @Override
    public CompletionStage<Void> update(Channel channel, PresenceHolder holder, Payload state, Duration lease) {
        PresenceStatus status = PresenceStatus.of(state);
        longestLease.accumulateAndGet(lease.toMillis(), Math::max);
        return done(run(
                UPDATE,
                channel,
                arguments -> who(arguments, holder)
                        .number(sequence(holder))
                        .number(rank(status))
                        .raw(PrincipalCodec.encode(holder.user()))
                        .json(state)
                        .millis(lease)));
    }

    @Override
    public CompletionStage<Void> leave(Channel channel, PresenceHolder holder, Duration grace) {
        return done(run(
                LEAVE,
                channel,
                arguments -> who(arguments, holder).number(sequence(holder)).millis(grace)));
    }

    @Override
    public CompletionStage<List<Channel>> renew(PresenceHolder holder, Map<Channel, Long> said, Duration lease) {
        longestLease.accumulateAndGet(lease.toMillis(), Math::max);
        // Each has its own slot in a cluster; Redis gets them one behind the other without waiting between.
        CompletionStage<List<Channel>> gone = CompletableFuture.completedFuture(new ArrayList<>());
        for (Map.Entry<Channel, Long> there : said.entrySet()) {
            Channel channel = there.getKey();
            CompletionStage<Reply> one = run(
                    RENEW,
                    channel,
                    arguments -> who(arguments, holder).number(there.getValue()).millis(lease));
            gone = gone.thenCombine(one, (before, reply) -> {
                if (reply.number(1) == 0) {
                    before.add(channel);
                }
                return before;
            });
        }
        return gone;
    }

    /** What counts more over the tabs of a user. It is stored: it stays as it is. */
    private static int rank(PresenceStatus status) {
        return switch (status) {
            case IDLE -> 0;
            case VIEWING -> 1;
            case COMMENTING -> 2;
        };
    }

    private static Arguments who(Arguments arguments, PresenceHolder holder) {
        String user = holder.user().id();
        if (!USER.matcher(user).matches()) {
            throw new IllegalArgumentException("user id is \"" + user + "\", allowed: " + USER);
        }
        return arguments.text(user).text(holder.connectionId());
    }

    private static long sequence(PresenceHolder holder) {
        if (holder.sequence() < 0 || holder.sequence() > LARGEST) {
            throw new IllegalArgumentException("sequence is " + holder.sequence() + ", allowed: 0 to " + LARGEST);
        }
        return holder.sequence();
    }

    // ---- what nodes ask ----

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return sweep(channel, MOST_ROUNDS);
    }

    private CompletionStage<Optional<Duration>> sweep(Channel channel, int rounds) {
        return run(SWEEP, channel, arguments -> arguments.number(SWEPT_AT_ONCE)).thenCompose(reply -> {
            long next = reply.number(1);
            return next == 0 && rounds > 1
                    ? sweep(channel, rounds - 1)
                    : CompletableFuture.completedFuture(
                            next < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(next)));
        });
    }

    @Override
    public CompletionStage<PresenceSnapshot> snapshot(Channel channel) {
        return run(SNAPSHOT, channel, arguments -> arguments.number(SWEPT_AT_ONCE))
                .thenCompose(reply -> {
                    // Somebody has to end what is over before there is a picture; each round ends some of it.
                    return reply.number(1) == 1
                            ? snapshot(channel)
                            : CompletableFuture.completedFuture(Pictures.read(channel, reply.number(2), reply.list(3)));
                });
    }

    // ---- scripts ----

    private CompletionStage<Reply> run(Script script, Channel channel, Function<Arguments, Arguments> also) {
        Arguments arguments = new Arguments().text(keys.bus(channel)).number(longestLease.get());
        return redis.run(script, keysOf(channel), also.apply(arguments).list())
                .thenApply(parts -> new Reply(script, parts));
    }

    private List<String> keysOf(Channel channel) {
        String seen = keys.presence(channel);
        return List.of(
                seen,
                RedisKeys.companion(seen, "stays"),
                RedisKeys.companion(seen, "ends"),
                RedisKeys.companion(seen, "revision"),
                RedisKeys.companion(seen, "left"),
                RedisKeys.companion(seen, "forget"));
    }

    private static CompletionStage<Void> done(CompletionStage<Reply> reply) {
        return reply.thenAccept(answer -> answer.number(1));
    }
}
