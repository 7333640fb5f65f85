package io.bush.realtime.internal.reading;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Finds what was lost in silence: asks the log for the newest positions of all channels that nothing has proven to be level
 * for a while (contract P3). Because it looks eight times in a period, and whoever would be too old at the next look is asked
 * for now, a loss is found within the period after it, whatever came before it.
 *
 * <p>One round at a time, one batch after another: a slow log makes rounds longer, never more. A batch that fails is halved,
 * so that a single channel that cannot be asked for hides no other; a log that fails altogether is left alone for a while.
 * Thread safety: safe for use by any thread.
 */
public final class HeadCheck {

    /** A channel that is watched. All methods are called by any thread. */
    public interface Subject {

        Channel channel();

        Retention retention();

        Proof proof();

        /** Whether it stands at a position. */
        boolean attached();

        /** Whether it is over; it never comes back. */
        boolean gone();

        /** What the log's newest position was, at some moment since it was asked; and {@link Proof#doubts} of then. */
        void compareHead(Position newest, long asked, int doubts);
    }

    /** One question's size: some milliseconds of a back end's time, so that others get their turn. */
    static final int BATCH = 1_000;

    /** Ten thousand channels a second. */
    private static final long NANOS_PER_CHANNEL = 100_000;

    private static final int LOOKS = 8;
    /** More failures in a row than it takes to find the one channel of a batch that fails. */
    private static final int MOST_FAILURES = 12;

    private final NodeRuntime runtime;
    private final EventLog log;
    private final RealtimeListener listener;
    private final long interval;
    /** Who came since the last look. */
    private final Queue<Subject> fresh = new ConcurrentLinkedQueue<>();
    /** A round is under way. */
    private final AtomicBoolean busy = new AtomicBoolean();
    /** Somebody has a doubt that the present round may not have seen. */
    private final AtomicBoolean wanted = new AtomicBoolean();
    /** All others, in the order in which they came; touched by whoever made it busy, as all that follows. */
    private final List<Subject> watched = new ArrayList<>();
    /** Rounds in a row in which the log did not answer. */
    private int inVain;
    /** When the next round may begin. */
    private long notBefore;
    /** The log can be asked again, whatever failed before. */
    private volatile boolean back;
    /** How many are watched. */
    private volatile int size;
    /** The node has left; only ever set. */
    private volatile boolean closed;

    /** Makes a check that watches nobody yet; {@link #start} begins. */
    public HeadCheck(NodeRuntime runtime, EventLog log, RealtimeListener listener, Duration interval) {
        this.runtime = runtime;
        this.log = log;
        this.listener = listener;
        this.interval = interval.toNanos();
        this.notBefore = runtime.clock().nanoTime();
    }

    /** Begins to look from time to time, for as long as the scheduler takes tasks. */
    public void start() {
        runtime.scheduler().schedule(Duration.ofNanos(period() / LOOKS), () -> {
            start();
            runtime.executor().execute(this::look);
        });
    }

    /** What fails from now on fails because the node has left. */
    public void close() {
        closed = true;
    }

    /** Watches a channel until it is gone. */
    public void watch(Subject subject) {
        fresh.add(subject);
    }

    /** Looks at once, or as soon as the present round is over: something is in doubt. */
    public void soon() {
        if (wanted.compareAndSet(false, true)) {
            runtime.executor().execute(this::look);
        }
    }

    /** The log can be asked again after an outage: does not wait out what failed before. */
    public void back() {
        back = true;
    }

    private long period() {
        return Math.max(interval, size * NANOS_PER_CHANNEL);
    }

    private void look() {
        if (busy.compareAndSet(false, true)) {
            wanted.set(false);
            ask(new Round(due(runtime.clock().nanoTime())));
        }
    }

    private ArrayDeque<Batch> due(long now) {
        for (Subject one = fresh.poll(); one != null; one = fresh.poll()) {
            watched.add(one);
        }
        long age = period() - period() / LOOKS;
        if (back) {
            back = false;
            notBefore = now;
        }
        boolean early = now - notBefore < 0;
        Map<Retention, List<Subject>> due = new LinkedHashMap<>();
        int kept = 0;
        for (int i = 0; i < watched.size(); i++) {
            Subject one = watched.get(i);
            if (one.gone()) {
                continue;
            }
            if (kept < i) {
                watched.set(kept, one);
            }
            kept++;
            if (!early && one.attached() && one.proof().isDue(now, age)) {
                due.computeIfAbsent(one.retention(), none -> new ArrayList<>()).add(one);
            }
        }
        watched.subList(kept, watched.size()).clear();
        size = kept;
        ArrayDeque<Batch> batches = new ArrayDeque<>();
        due.forEach((retention, all) -> {
            for (int from = 0; from < all.size(); from += BATCH) {
                batches.add(new Batch(retention, all.subList(from, Math.min(from + BATCH, all.size()))));
            }
        });
        return batches;
    }

    private void ask(Round round) {
        Batch batch = round.left.poll();
        if (batch == null || closed || round.failures >= MOST_FAILURES) {
            end(round);
            return;
        }
        long asked = runtime.clock().nanoTime();
        int[] doubts = batch.doubts();
        log.heads(batch.channels(), batch.retention()).whenComplete((heads, failure) -> {
            if (heads == null || heads.size() != batch.subjects().size()) {
                failed(round, batch, failure);
            } else {
                round.failures = 0;
                round.answered = true;
                batch.compare(heads, asked, doubts);
            }
            // Not from here: the answer may be here already, and the thread may be the back end's.
            runtime.executor().execute(() -> ask(round));
        });
    }

    private void failed(Round round, Batch batch, @Nullable Throwable failure) {
        if (!round.reported && !closed) {
            round.reported = true;
            listener.failed(
                    "EventLog.heads",
                    failure == null ? new IllegalStateException("not one position for each channel") : failure);
        }
        round.failures++;
        if (batch.subjects().size() == 1) {
            batch.subjects().get(0).proof().postpone(runtime.clock().nanoTime() + interval);
        } else {
            batch.halves().forEach(round.left::addFirst);
        }
    }

    private void end(Round round) {
        if (round.answered) {
            inVain = 0;
        }
        if (round.reported && (!round.answered || round.failures >= MOST_FAILURES)) {
            inVain++;
            notBefore = runtime.clock().nanoTime()
                    + Retry.after(inVain, runtime.random()).toNanos();
        }
        busy.set(false);
        if (wanted.get()) {
            runtime.executor().execute(this::look);
        }
    }

    /** What is still to be asked; touched by one thread after the other. */
    private static final class Round {

        private final ArrayDeque<Batch> left;
        /** In a row. */
        private int failures;

        private boolean answered;
        private boolean reported;

        Round(ArrayDeque<Batch> left) {
            this.left = left;
        }
    }

    private record Batch(Retention retention, List<Subject> subjects) {

        List<Channel> channels() {
            return subjects.stream().map(Subject::channel).toList();
        }

        int[] doubts() {
            return subjects.stream()
                    .mapToInt(subject -> subject.proof().doubts())
                    .toArray();
        }

        void compare(List<Position> heads, long asked, int[] doubts) {
            for (int i = 0; i < heads.size(); i++) {
                subjects.get(i).compareHead(heads.get(i), asked, doubts[i]);
            }
        }

        List<Batch> halves() {
            int middle = subjects.size() / 2;
            return List.of(
                    new Batch(retention, subjects.subList(0, middle)),
                    new Batch(retention, subjects.subList(middle, subjects.size())));
        }
    }
}
