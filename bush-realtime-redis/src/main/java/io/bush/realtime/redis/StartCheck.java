package io.bush.realtime.redis;

import io.bush.realtime.redis.internal.bus.RedisBus;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.Failures;
import io.bush.realtime.redis.internal.command.RedisCommands;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.topology.NoMasterException;
import io.bush.realtime.redis.internal.topology.NoWordException;
import io.bush.realtime.redis.internal.topology.Servers;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Tries once, when a node or a publisher is built, everything it will need: connect, write, publish and, for a node,
 * subscribe and every command of a script. What only a changed setting can mend fails, with the setting's name; what may
 * pass by itself fails or not, as set. Thread safety: none.
 */
final class StartCheck {

    /** Tries of the probe: each takes another key, and in a cluster that was taken for one server most are elsewhere. */
    private static final int PROBES = 4;
    /** How often a probe is tried that may work a moment later, and how many of the pauses are as long as a connect may take. */
    private static final int TRIES = 24;

    private static final int PAUSES_OF_A_CONNECT = 8;
    /** How many more tries of a link are waited for when the first took too long. */
    private static final int LATER_LINKS = 6;
    /** What passes by itself; on a busy machine a cold JVM alone can bring about most of it. */
    private static final Set<Kind> PASSING = EnumSet.of(
            Kind.TIMED_OUT, Kind.CONNECTION_LOST, Kind.NO_CONNECTION, Kind.BREAKER_OPEN, Kind.NOT_READY, Kind.CHANGING);
    /** How a call ends that waited for a connection in vain. */
    private static final Set<Kind> UNSENT = EnumSet.of(Kind.TIMED_OUT, Kind.NO_CONNECTION, Kind.BREAKER_OPEN);
    /**
     * How long a step may say nothing. A server that cannot be reached is told of by the connection's own deadlines, so this
     * is for the JVM: on a busy machine the first connection alone has taken more than 7 s of loading classes.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Script RIGHTS = Script.load(StartCheck.class, "rights.lua");

    private final RedisSettings settings;
    private final Servers servers;
    private final RedisKeys keys;
    private final RedisCommands commands;
    private final RedisBus bus;

    StartCheck(RedisSettings settings, Servers servers, RedisKeys keys, RedisCommands commands, RedisBus bus) {
        this.settings = settings;
        this.servers = servers;
        this.keys = keys;
        this.commands = commands;
        this.bus = bus;
    }

    /** For a node, which hears what it subscribes. */
    void run() {
        run(bus::start, runner -> rights(runner, settings.ingestion() == null ? "node" : "node and streams"));
    }

    /** For who only publishes: the bus gets no link. */
    void runWithoutLink() {
        run(() -> CompletableFuture.completedFuture(null), runner -> rights(runner, "publish"));
    }

    private void run(Supplier<CompletionStage<Void>> link, Function<ScriptRunner, CompletionStage<?>> rights) {
        CompletionStage<Void> connected = commands.start();
        CompletionStage<Void> linked = link.get();
        Throwable noConnection = failureOf(connected);
        // After a first try that took too long the next ones are under way, and the probes wait for them.
        Throwable failure = noConnection != null && Failures.isSlow(noConnection) ? null : noConnection;
        // Past the breaker, which a slow first connection may have opened.
        ScriptRunner regardless = commands.regardless();
        if (failure == null) {
            failure = tried(() -> rights.apply(regardless));
        }
        for (int i = 0; i < PROBES && failure == null; i++) {
            failure = tried(() -> bus.probe(regardless));
        }
        if (noConnection != null && failure instanceof RedisFailure known && UNSENT.contains(known.kind())) {
            // Says more than that a call was not sent in time.
            Throwable since = commands.whyNotConnected();
            failure = since == null ? noConnection : Failures.unwrapped(since);
        }
        if (failure == null) {
            Throwable noLink = failureOf(linked);
            failure = noLink != null && Failures.isSlow(noLink) ? wrongOfLaterLinks() : noLink;
        }
        if (failure != null) {
            judge(failure);
        }
    }

    /**
     * What a setting is wrong with a link that took too long at first; null when none is. Commands work, so all that can be wrong is
     * the right to subscribe, which nothing else tells of; a link that goes on being slow comes when it comes.
     */
    private @Nullable Throwable wrongOfLaterLinks() {
        for (int tries = 0; tries < LATER_LINKS; tries++) {
            Throwable noLink = failureOf(bus.linked());
            if (noLink == null || noLink instanceof TimeoutException) {
                return null;
            }
            if (wrongSetting(noLink) != null) {
                return noLink;
            }
        }
        return null;
    }

    private @Nullable Throwable tried(Supplier<CompletionStage<?>> step) {
        Throwable failure = failureOf(step.get());
        for (int tries = 1; tries < TRIES && passes(failure); tries++) {
            Throwable since = commands.whyNotConnected();
            if (since != null && wrongSetting(since) != null) {
                // A later try tells what the first would have told, had it been in time.
                return Failures.unwrapped(since);
            }
            pause();
            failure = failureOf(step.get());
        }
        return failure;
    }

    private boolean passes(@Nullable Throwable failure) {
        return failure instanceof RedisFailure known && PASSING.contains(known.kind()) && !isOfAnotherKind(known);
    }

    /** Whether one server turned out to be a part of a cluster; in a cluster a key may just be on its way. */
    private boolean isOfAnotherKind(Throwable failure) {
        return !(settings.topology() instanceof RedisTopology.Cluster) && Failures.says(failure, "MOVED ");
    }

    private void pause() {
        try {
            long moment =
                    settings.timing().connect().dividedBy(PAUSES_OF_A_CONNECT).toMillis();
            new CompletableFuture<Void>().get(moment, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException over) {
            // As it should be: nobody completes it.
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Does on every server what the scripts do that will be needed; fails with what is not allowed. */
    private CompletionStage<?> rights(ScriptRunner runner, String needed) {
        List<byte[]> arguments =
                new Arguments().text(needed).text(keys.probe("rights")).list();
        CompletionStage<List<String>> refused = CompletableFuture.completedFuture(List.of());
        for (String braced : servers.everywhere(keys.probe("rights"))) {
            List<String> names = List.of(braced.substring(1, braced.length() - 1), braced + ":beside");
            refused = refused.thenCombine(runner.run(RIGHTS, names, arguments), (before, reply) -> {
                Reply here = new Reply(RIGHTS, reply);
                return here.size() == 0
                        ? before
                        : IntStream.range(0, here.size()).mapToObj(here::text).toList();
            });
        }
        return refused.thenApply(list -> {
            if (!list.isEmpty()) {
                throw new RedisFailure(Outcome.NOT_DONE, Kind.FORBIDDEN, "NOPERM " + String.join("; ", list), null);
            }
            return list;
        });
    }

    private @Nullable Throwable failureOf(CompletionStage<?> step) {
        try {
            // One whole connection fits in, whatever the settings are.
            Duration patience = PATIENCE.plus(settings.timing().connect().multipliedBy(3));
            step.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return null;
        } catch (ExecutionException e) {
            return Failures.unwrapped(e);
        } catch (TimeoutException e) {
            return e;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private RedisStartException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RedisStartException("interrupted while connecting to " + settings.topology(), e);
    }

    private void judge(Throwable failure) {
        String wrong = wrongSetting(failure);
        if (wrong != null) {
            throw new RedisStartException(wrong, failure);
        }
        if (settings.whenUnreachable() == RedisSettings.WhenUnreachable.FAIL) {
            throw new RedisStartException(
                    "redis.topology is " + settings.topology() + ", which cannot be used just now ("
                            + Failures.said(failure)
                            + "); redis.whenUnreachable START_DEGRADED would start the node nevertheless",
                    failure);
        }
        commands.startDegraded(
                failure instanceof RedisFailure known
                        ? known
                        : new RedisFailure(
                                Outcome.NOT_DONE,
                                Kind.NO_CONNECTION,
                                "Redis cannot be reached: " + Failures.said(failure),
                                failure));
    }

    /** What is wrong with which setting; null when no setting is. */
    private @Nullable String wrongSetting(Throwable failure) {
        NoMasterException noMaster = cause(failure, NoMasterException.class);
        if (noMaster != null && settings.topology() instanceof RedisTopology.Sentinel watched) {
            switch (noMaster.reason()) {
                case UNKNOWN_NAME -> {
                    return "redis.topology.master is \"" + watched.master() + "\": " + noMaster.getMessage();
                }
                case REFUSED -> {
                    return "redis.topology.sentinelCredentials is " + watched.sentinelCredentials()
                            + ": the Sentinels say: " + Failures.said(failure);
                }
                case NOT_NOW -> {
                    // What else is wrong with it, such as its certificate, is told below.
                }
            }
        }
        if (cause(failure, UnknownHostException.class) != null) {
            return "redis.topology is " + settings.topology() + ": the host is not known";
        }
        if (Failures.says(failure, "WRONGPASS")
                || Failures.says(failure, "NOAUTH")
                || Failures.says(failure, "without any password configured")
                || Failures.says(failure, "invalid password")) {
            return "redis.credentials is " + settings.credentials() + ", Redis says: " + Failures.said(failure);
        }
        if (Failures.isForbidden(failure)) {
            return "redis.credentials is " + settings.credentials() + " with redis.prefix \"" + settings.prefix()
                    + "\"; the rights are not enough (docs/operations.md lists them), Redis says: "
                    + Failures.said(failure);
        }
        if (Failures.says(failure, "DB index")) {
            return "redis.topology is " + settings.topology() + ": there is no such database";
        }
        if (Failures.says(failure, "MOVED ") || Failures.says(failure, "cluster support disabled")) {
            return "redis.topology is " + settings.topology() + ", but the server is of another kind: "
                    + Failures.said(failure);
        }
        // A handshake that took too long, or in whose middle the connection was closed, says nothing about the
        // certificate.
        if (cause(failure, SSLException.class) != null
                && cause(failure, NoWordException.class) == null
                && !Failures.says(failure, "handshake timed out")) {
            return "redis.tls is " + settings.tls() + ": " + Failures.said(failure);
        }
        return null;
    }

    private static <T> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause() == at ? null : at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
