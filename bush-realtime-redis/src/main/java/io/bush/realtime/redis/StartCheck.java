package io.bush.realtime.redis;

import io.bush.realtime.redis.internal.bus.RedisBus;
import io.bush.realtime.redis.internal.command.Failures;
import io.bush.realtime.redis.internal.command.RedisCommands;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Tries once, when a node or a publisher is built, everything it will need: connect, write, publish and, for a node,
 * subscribe. What only a changed setting can mend fails, with the setting's name; what may pass by itself fails or not, as set.
 * Thread safety: none.
 */
final class StartCheck {

    /** Tries of the probe: each takes another key, and in a cluster that was taken for one server most are elsewhere. */
    private static final int PROBES = 4;
    /** How often a probe is tried that may work a moment later. */
    private static final int TRIES = 24;

    private static final Duration MOMENT = Duration.ofMillis(250);
    /** What passes by itself; on a busy machine a cold JVM alone can bring about most of it. */
    private static final Set<Kind> PASSING =
            EnumSet.of(Kind.TIMED_OUT, Kind.CONNECTION_LOST, Kind.NO_CONNECTION, Kind.BREAKER_OPEN, Kind.NOT_READY);
    /**
     * How long a step may say nothing. A server that cannot be reached is told of by the connection's own deadlines, so this
     * is for the JVM: on a busy machine the first connection alone has taken more than 7 s of loading classes.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RedisSettings settings;
    private final RedisCommands commands;
    private final RedisBus bus;

    StartCheck(RedisSettings settings, RedisCommands commands, RedisBus bus) {
        this.settings = settings;
        this.commands = commands;
        this.bus = bus;
    }

    /** For a node, which hears what it subscribes. */
    void run() {
        run(bus::start);
    }

    /** For who only publishes: the bus gets no link. */
    void runWithoutLink() {
        run(() -> CompletableFuture.completedFuture(null));
    }

    private void run(Supplier<CompletionStage<Void>> link) {
        CompletionStage<Void> connected = commands.start();
        CompletionStage<Void> linked = link.get();
        Throwable noConnection = failureOf(connected);
        Throwable failure = isSlow(noConnection) ? null : noConnection;
        for (int i = 0; i < PROBES && failure == null; i++) {
            failure = probed();
        }
        if (failure != null && noConnection != null && wrongSetting(failure) == null) {
            // Says more than that a call was not sent in time.
            failure = noConnection;
        }
        if (failure == null) {
            Throwable noLink = failureOf(linked);
            failure = isSlow(noLink) ? null : noLink;
        }
        if (failure != null) {
            judge(failure);
        }
    }

    /** Whether a first try took too long: the next ones are under way, and the probes wait for them. */
    private static boolean isSlow(@Nullable Throwable failure) {
        return failure != null
                && (Failures.says(failure, "timed out") || Failures.says(failure, "no connection after"));
    }

    private @Nullable Throwable probed() {
        Throwable failure = failureOf(bus.probe(commands));
        for (int tries = 1; tries < TRIES && passes(failure); tries++) {
            pause();
            failure = failureOf(bus.probe(commands));
        }
        return failure;
    }

    private static boolean passes(@Nullable Throwable failure) {
        return failure instanceof RedisFailure known && PASSING.contains(known.kind());
    }

    private void pause() {
        try {
            new CompletableFuture<Void>().get(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException over) {
            // As it should be: nobody completes it.
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
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
                    "redis.topology is " + settings.topology() + ", which cannot be used just now (" + said(failure)
                            + "); redis.whenUnreachable START_DEGRADED would start the node nevertheless",
                    failure);
        }
        commands.startDegraded(
                failure instanceof RedisFailure known
                        ? known
                        : new RedisFailure(
                                Outcome.NOT_DONE,
                                Kind.NO_CONNECTION,
                                "Redis cannot be reached: " + said(failure),
                                failure));
    }

    /** What is wrong with which setting; null when no setting is. */
    private @Nullable String wrongSetting(Throwable failure) {
        if (cause(failure, UnknownHostException.class) != null) {
            return "redis.topology is " + settings.topology() + ": the host is not known";
        }
        if (Failures.says(failure, "WRONGPASS")
                || Failures.says(failure, "NOAUTH")
                || Failures.says(failure, "without any password configured")
                || Failures.says(failure, "invalid password")) {
            return "redis.credentials is " + settings.credentials() + ", Redis says: " + said(failure);
        }
        if (Failures.says(failure, "NOPERM")
                || Failures.says(failure, "no permission")
                || Failures.says(failure, "can't access")) {
            return "redis.credentials is " + settings.credentials() + " with redis.prefix \"" + settings.prefix()
                    + "\"; the rights are not enough (docs/operations.md lists them), Redis says: " + said(failure);
        }
        if (Failures.says(failure, "DB index")) {
            return "redis.topology is " + settings.topology() + ": there is no such database";
        }
        if (Failures.says(failure, "MOVED ") || Failures.says(failure, "cluster support disabled")) {
            return "redis.topology is " + settings.topology() + ", but the server is of another kind: " + said(failure);
        }
        if (cause(failure, SSLException.class) != null) {
            return "redis.tls is " + settings.tls() + ": " + said(failure);
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

    /** What the innermost cause says: lettuce wraps it two or three times. */
    private static String said(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null && at.getCause() != at) {
            at = at.getCause();
        }
        return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    }
}
