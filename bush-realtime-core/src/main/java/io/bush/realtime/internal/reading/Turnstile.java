package io.bush.realtime.internal.reading;

import io.bush.realtime.channel.Channel;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many questions to the back end be under way at one time (contract P9). The others wait, in one queue for each {@link
 * Turn}: in it one channel goes after the other, then in order. A repair goes first, but after each one somebody who comes has
 * a turn too: repairs that lead to further repairs would else keep whoever comes waiting for ever, and a subscribe has 5 s. Pictures
 * that are shown already wait until nobody else does.
 *
 * <p>What waits is bounded by who can ask: a channel has one repair, one question for its head and one for each of its pictures
 * under way, a connection one replay, and polls are counted themselves. Thread safety: safe for use by any thread; the lock is
 * this object, never held while somebody is asked or answered.
 */
public final class Turnstile {

    /** What hangs on a question. */
    public enum Turn {
        /** Subscribers who already follow miss something. */
        REPAIR,
        /** Somebody comes, or comes back. */
        ENTRY,
        /** A picture that is shown already may be out of date. */
        REFRESH
    }

    private static final List<Turn> REPAIR_FIRST = List.of(Turn.REPAIR, Turn.ENTRY, Turn.REFRESH);
    private static final List<Turn> NEWCOMER_FIRST = List.of(Turn.ENTRY, Turn.REPAIR, Turn.REFRESH);

    private final int most;
    /** Who waits; a channel without anybody has no queue. Guarded by this. */
    private final Map<Turn, Map<Channel, ArrayDeque<Waiting<?>>>> queues = new EnumMap<>(Turn.class);
    /** Whether the last one of the two that had to be let through was a repair. Guarded by this. */
    private boolean repairedLast;
    /** Guarded by this. */
    private int underWay;
    /** Guarded by this. */
    private int waiting;

    /**
     * Makes a turnstile.
     *
     * @param most how many may be under way at one time, at least 1
     */
    public Turnstile(int most) {
        this.most = most;
        for (Turn turn : Turn.values()) {
            queues.put(turn, new LinkedHashMap<>());
        }
    }

    /**
     * Asks, now or when it is its turn.
     *
     * @param turn what hangs on it
     * @param channel what it is about
     * @param question must not throw
     * @return the answer
     */
    public <T> CompletionStage<T> ask(Turn turn, Channel channel, Supplier<CompletionStage<T>> question) {
        Waiting<T> one = new Waiting<>(question);
        synchronized (this) {
            if (underWay == most) {
                waiting++;
                Objects.requireNonNull(queues.get(turn))
                        .computeIfAbsent(channel, none -> new ArrayDeque<>(1))
                        .add(one);
                return one.answer;
            }
            underWay++;
        }
        letThrough(one);
        return one.answer;
    }

    /** A loop and not a recursion: answers may be there at once, and thousands may wait. */
    private void letThrough(Waiting<?> first) {
        Waiting<?> next = first;
        while (next != null && next.isAnsweredAtOnce()) {
            next = afterOne();
        }
    }

    /** One question is answered; returns whose turn it is now. */
    private synchronized @Nullable Waiting<?> afterOne() {
        for (Turn turn : repairedLast ? NEWCOMER_FIRST : REPAIR_FIRST) {
            Waiting<?> next = first(Objects.requireNonNull(queues.get(turn)));
            if (next != null) {
                repairedLast = turn == Turn.REPAIR;
                waiting--;
                return next;
            }
        }
        underWay--;
        return null;
    }

    private static @Nullable Waiting<?> first(Map<Channel, ArrayDeque<Waiting<?>>> queue) {
        Iterator<Map.Entry<Channel, ArrayDeque<Waiting<?>>>> entries =
                queue.entrySet().iterator();
        if (!entries.hasNext()) {
            return null;
        }
        Map.Entry<Channel, ArrayDeque<Waiting<?>>> entry = entries.next();
        Channel channel = entry.getKey();
        ArrayDeque<Waiting<?>> ofChannel = entry.getValue();
        entries.remove();
        Waiting<?> next = ofChannel.remove();
        if (!ofChannel.isEmpty()) {
            queue.put(channel, ofChannel);
        }
        return next;
    }

    /** Counts the questions that are being answered. */
    public synchronized int underWay() {
        return underWay;
    }

    /** Counts the questions that wait for their turn. */
    public synchronized int waiting() {
        return waiting;
    }

    private final class Waiting<T> {

        private final Supplier<CompletionStage<T>> question;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        /** Of the two, answer and the return of who asked, one has come: the other one goes on. */
        private final AtomicBoolean met = new AtomicBoolean();

        Waiting(Supplier<CompletionStage<T>> question) {
            this.question = question;
        }

        boolean isAnsweredAtOnce() {
            question.get().whenComplete((value, failure) -> {
                boolean late = !met.compareAndSet(false, true);
                if (failure == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(failure);
                }
                if (late) {
                    Waiting<?> next = afterOne();
                    if (next != null) {
                        letThrough(next);
                    }
                }
            });
            return !met.compareAndSet(false, true);
        }
    }
}
