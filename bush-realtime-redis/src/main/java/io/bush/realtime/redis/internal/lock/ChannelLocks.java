package io.bush.realtime.redis.internal.lock;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.lock.Hints.Hint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The locks of a channel: every entry of its index is asked about at the lock itself, and mended. Thread safety: safe for use
 * by any thread.
 */
final class ChannelLocks {

    /** Most locks of a channel that are listed. */
    static final int MOST_LISTED = 1_000;
    /** Most entries a sweep looks at in one round; the others come later. */
    private static final int AT_ONCE = 100;
    /** Most rounds of a sweep in which nothing is found to be held. */
    private static final int MOST_ROUNDS = 20;

    private final Hints hints;
    private final Leases leases;

    /** An entry and what its lock says; null for a name that is none. */
    private record Checked(Hint hint, @Nullable Held held) {}

    ChannelLocks(Hints hints, Leases leases) {
        this.hints = hints;
        this.leases = leases;
    }

    CompletionStage<List<HeldLock>> held(Channel channel) {
        return hints.first(channel, MOST_LISTED)
                .thenCompose(list -> check(list, leases::find))
                .thenCompose(all ->
                        hints.mend(channel, corrections(channel, all)).thenApply(mended -> listed(channel, all)));
    }

    private static List<HeldLock> listed(Channel channel, List<Checked> all) {
        List<HeldLock> held = new ArrayList<>();
        for (Checked one : all) {
            if (one.held() != null && one.held().isIn(channel)) {
                held.add(one.held().lock());
            }
        }
        held.sort(Comparator.comparing(lock -> lock.name().toString()));
        return held;
    }

    /** Ends what is over; says when the next one may be. */
    CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return sweep(channel, MOST_ROUNDS);
    }

    private CompletionStage<Optional<Duration>> sweep(Channel channel, int rounds) {
        return hints.first(channel, AT_ONCE)
                .thenCompose(list -> check(list, leases::expire))
                .thenCompose(all -> hints.mend(channel, corrections(channel, all))
                        .thenCompose(mended -> next(channel, all, rounds)));
    }

    private CompletionStage<Optional<Duration>> next(Channel channel, List<Checked> all, int rounds) {
        Optional<Duration> first = all.stream()
                .map(Checked::held)
                .filter(held -> held != null && held.isIn(channel))
                .map(Held::left)
                .min(Comparator.naturalOrder());
        if (all.size() < AT_ONCE) {
            return CompletableFuture.completedFuture(first);
        }
        if (first.isEmpty() && rounds > 1) {
            // All of them were left over; behind them are more.
            return sweep(channel, rounds - 1);
        }
        return CompletableFuture.completedFuture(Optional.of(before(all, first.orElse(Duration.ZERO))));
    }

    /** Those that were not looked at may end from the last entry's time on. */
    private static Duration before(List<Checked> all, Duration first) {
        Checked last = all.get(all.size() - 1);
        long now = last.held() == null ? last.hint().atMillis() : last.held().micros() / 1_000;
        Duration others = Duration.ofMillis(Math.max(0, last.hint().atMillis() - now));
        return others.compareTo(first) < 0 ? others : first;
    }

    /** What the locks say differs from what the index says. */
    private static Arguments corrections(Channel channel, List<Checked> all) {
        Arguments arguments = new Arguments();
        for (Checked one : all) {
            Hint hint = one.hint();
            Held held = one.held();
            // Of one that is over the end has to be told yet: it is found by its entry.
            boolean over = held != null && held.status() == Leases.OVER;
            if (held != null && held.isIn(channel)) {
                if (held.endsMillis() != hint.atMillis()) {
                    arguments.text(hint.name()).number(hint.atMillis()).number(held.endsMillis());
                }
            } else if (!over) {
                arguments.text(hint.name()).number(hint.atMillis()).text("");
            }
        }
        return arguments;
    }

    /** Asks all the locks at once, one behind the other. */
    private static CompletionStage<List<Checked>> check(
            List<Hint> list, Function<LockName, CompletionStage<Held>> question) {
        CompletionStage<List<Checked>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (Hint hint : list) {
            LockName name = LockMessages.name(hint.name());
            if (name == null) {
                all = all.thenApply(before -> with(before, new Checked(hint, null)));
            } else {
                all = all.thenCombine(question.apply(name), (before, held) -> with(before, new Checked(hint, held)));
            }
        }
        return all;
    }

    private static List<Checked> with(List<Checked> before, Checked one) {
        before.add(one);
        return before;
    }
}
