package io.bush.realtime.client.internal.poll;

import io.bush.realtime.client.connection.Activity;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.TokenSource;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.lane.Backoff;
import io.bush.realtime.client.internal.lane.Scheduler.Cancellable;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.poll.PollApplied.Room;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.transport.ClientTransport.Poll;
import io.bush.realtime.client.internal.transport.ClientTransport.PollAnswer;
import io.bush.realtime.client.internal.user.TokenDesk;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.InvalidFrameException;
import io.bush.realtime.client.internal.wire.PollFrames;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches events every few seconds, in rounds: one or more requests that go over all subscriptions (contract §3.15, §3.16).
 * The round is the generation; an answer to an older one is dropped. Thread safety: for the lane only.
 */
public final class EventPoller {

    /** Who polls; called on the lane. */
    public interface Owner {

        /** A whole round was answered. */
        void polled();

        /**
         * A round failed; there will be another.
         *
         * @param cause why
         */
        void pollFailed(ConnectionException cause);

        /**
         * The server does not want this client; polling has stopped.
         *
         * @param cause why
         */
        void pollRefused(ConnectionException cause);
    }

    static final Duration ACTIVE = Duration.ofSeconds(10);
    static final Duration BACKGROUND = Duration.ofSeconds(60);
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

    private static final int MAX_BATCH = 50;
    private static final int MAX_BODY_BYTES = 60_000;
    /** A new subscription does not wait for the next round, but a few made together share one. */
    private static final Duration SOON = Duration.ofSeconds(1);
    /** A server that names no time, or too short a one, is not asked more often than this. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private static final Duration MOST = Duration.ofHours(1);

    private final Parts parts;
    private final URI url;
    private final Owner owner;
    private final PollApplied applied;
    private final Alarm next;
    private final Backoff backoff;
    private Activity activity = Activity.ACTIVE;
    /** What is under way; null between rounds and while stopped. */
    private @Nullable Round round;
    /** Whether we poll. */
    private boolean running;
    /** The token that worked last, or may; null if one has to be asked for. */
    private @Nullable String token;
    /** Why the next one is asked for. */
    private TokenSource.Why why = TokenSource.Why.CONNECT;
    /** Most channels of a request; less after an answer that was too large. */
    private int batch = MAX_BATCH;
    /** How many rounds have failed in a row. */
    private int failures;
    /** When the last round began, by the monotonic clock. */
    private long roundAt;
    /** With whom the next round begins, because the last one had no room for them; null if it had for everybody. */
    private @Nullable Subscription hungry;
    /** What the server said about the next poll; null if nothing. */
    private @Nullable Duration pollAfter;

    /**
     * Makes one that does not poll.
     *
     * @param parts of the client
     * @param url where to
     * @param owner told what happens
     */
    public EventPoller(Parts parts, URI url, Owner owner) {
        this.parts = parts;
        this.url = url;
        this.owner = owner;
        this.applied = new PollApplied(parts);
        this.next = parts.alarm();
        this.backoff = parts.backoff();
    }

    /**
     * Returns whether it polls.
     *
     * @return whether it was started and not stopped
     */
    public boolean isRunning() {
        return running;
    }

    /** Begins, at once. */
    public void start() {
        running = true;
        why = TokenSource.Why.CONNECT;
        batch = MAX_BATCH;
        failures = 0;
        parts.subscriptions().all().forEach(Subscription::unpolled);
        begin();
    }

    /** Stops; what is under way is dropped. */
    public void stop() {
        running = false;
        token = null;
        hungry = null;
        next.clear();
        endRound();
        parts.subscriptions().all().forEach(Subscription::unpolled);
    }

    /**
     * Somebody looks, or does not any more.
     *
     * @param now which
     */
    public void activity(Activity now) {
        boolean sooner = activity == Activity.BACKGROUND && now == Activity.ACTIVE;
        activity = now;
        if (sooner && running && round == null) {
            Duration left = ACTIVE.minusNanos(parts.now() - roundAt);
            next.set(left.isNegative() ? Duration.ZERO : left, this::begin);
        }
    }

    /** There are new subscriptions, or there is room for what did not fit. */
    public void subscriptionsChanged() {
        if (running && round == null) {
            Duration left = SOON.minusNanos(parts.now() - roundAt);
            next.set(left.isNegative() ? Duration.ZERO : left, this::begin);
        }
    }

    /** The machine has slept: the next round has waited long enough, and one under way may have lost its connection. */
    public void woke() {
        if (running) {
            next.set(backoff.jitter(), this::begin);
        }
    }

    private void begin() {
        endRound();
        List<Subscription> all = inTurn();
        if (all.isEmpty()) {
            // Whoever subscribes sets it going again.
            return;
        }
        next.clear();
        roundAt = parts.now();
        pollAfter = null;
        round = new Round(new ArrayDeque<>(all));
        round.go();
    }

    /**
     * Returns all, beginning with whom there was no room for: whoever comes first in a round finds some, so that a channel
     * in which much happens cannot keep the others from being heard.
     */
    private List<Subscription> inTurn() {
        List<Subscription> all = parts.subscriptions().all();
        Subscription first = hungry;
        int from = first == null ? 0 : Math.max(0, all.indexOf(first));
        List<Subscription> turned = new ArrayList<>(all.subList(from, all.size()));
        turned.addAll(all.subList(0, from));
        return turned;
    }

    private void endRound() {
        if (round != null) {
            round.cancel();
            round = null;
        }
    }

    private void completed(boolean more) {
        round = null;
        failures = 0;
        why = TokenSource.Why.CONNECT;
        next.set(interval().plus(backoff.jitter()), this::begin);
        if (more) {
            parts.backlog().whenRoomy(() -> parts.lane().execute(this::subscriptionsChanged));
        }
        owner.polled();
    }

    private Duration interval() {
        Duration usual = activity == Activity.ACTIVE ? ACTIVE : BACKGROUND;
        Duration named = pollAfter;
        if (named == null) {
            return usual;
        }
        Duration bounded = named.compareTo(LEAST) < 0 ? LEAST : named.compareTo(MOST) > 0 ? MOST : named;
        return activity == Activity.ACTIVE || bounded.compareTo(usual) > 0 ? bounded : usual;
    }

    private void failed(ConnectionException cause) {
        round = null;
        failures++;
        Duration wait = activity == Activity.ACTIVE ? ACTIVE : BACKGROUND;
        for (int i = 1; i < failures && wait.compareTo(BACKGROUND) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        Duration longest = wait.compareTo(BACKGROUND) > 0 ? BACKGROUND : wait;
        Duration named = cause.retryAfter().orElse(Duration.ZERO);
        Duration bounded = named.compareTo(MOST) > 0 ? MOST : named;
        next.set((bounded.compareTo(longest) > 0 ? bounded : longest).plus(backoff.jitter()), this::begin);
        owner.pollFailed(cause);
    }

    private void refused(ConnectionException cause) {
        stop();
        owner.pollRefused(cause);
    }

    /** One look at all channels. */
    private final class Round implements TokenDesk.Asker {
        private final Deque<Subscription> left;
        private TokenDesk.@Nullable Question question;
        private @Nullable Cancellable request;
        /** Whether something did not fit into the backlog. */
        private boolean more;
        /** The first of whom nothing did; null if there is none. */
        private @Nullable Subscription unheard;

        Round(Deque<Subscription> left) {
            this.left = left;
        }

        void cancel() {
            if (question != null) {
                question.drop();
            }
            if (request != null) {
                request.cancel();
            }
        }

        void go() {
            String known = token;
            if (known == null) {
                question = parts.tokens().ask(why, PATIENCE, this);
            } else {
                send(known);
            }
        }

        @Override
        public void token(String given) {
            token = given;
            send(given);
        }

        @Override
        public void none(ConnectionException reason) {
            if (reason.reason() == Reason.TOKEN_UNAVAILABLE) {
                failed(reason);
            } else {
                refused(reason);
            }
        }

        private void send(String with) {
            List<ClientFrames.Item> items =
                    ClientFrames.fitting(left.stream().map(Subscription::item).toList(), batch, MAX_BODY_BYTES);
            List<Subscription> asked = left.stream().limit(items.size()).toList();
            Poll poll = new Poll(address(), with, PollFrames.write(items), PATIENCE, MAX_ANSWER_BYTES);
            request = parts.world()
                    .transport()
                    .poll(
                            poll,
                            answer -> parts.lane().execute(() -> {
                                if (round == this) {
                                    answered(asked, answer);
                                }
                            }));
        }

        private URI address() {
            String query = activity == Activity.ACTIVE ? "activity=active" : "activity=background";
            String separator = url.getRawQuery() == null ? "?" : "&";
            return URI.create(url + separator + query);
        }

        private void answered(List<Subscription> asked, PollAnswer answer) {
            if (answer instanceof PollAnswer.Events events) {
                read(asked, events.body());
            } else if (answer instanceof PollAnswer.Failed failure) {
                judge(failure.cause());
            } else if (batch > 1) {
                batch = Math.max(1, asked.size() / 2);
                go();
            } else {
                failed(ConnectionException.of(
                        Reason.MESSAGE_TOO_LARGE, "the answer to a poll of one channel is too large", null));
            }
        }

        private void read(List<Subscription> asked, String body) {
            PollFrames.Answer answer;
            try {
                answer = PollFrames.read(body);
            } catch (InvalidFrameException e) {
                failed(ConnectionException.of(Reason.INVALID_FRAME, String.valueOf(e.getMessage()), null));
                return;
            }
            for (PollFrames.Result result : answer.results()) {
                Room room = applied.apply(asked, result);
                more |= room != Room.FOR_ALL;
                if (room == Room.FOR_NOTHING && unheard == null) {
                    unheard = parts.subscriptions().find(result.channel());
                }
            }
            if (answer.pollAfter() != null
                    && (pollAfter == null || answer.pollAfter().compareTo(pollAfter) < 0)) {
                pollAfter = answer.pollAfter();
            }
            left.removeAll(asked);
            if (left.isEmpty() || more) {
                hungry = unheard == null ? left.peek() : unheard;
                completed(more);
            } else {
                go();
            }
        }

        private void judge(ConnectionException cause) {
            boolean tokenRefused = cause.reason() == Reason.AUTHENTICATION_FAILED;
            if (tokenRefused && why != TokenSource.Why.REFUSED) {
                why = TokenSource.Why.REFUSED;
                token = null;
                go();
            } else if (tokenRefused || cause.reason() == Reason.FORBIDDEN) {
                refused(cause);
            } else {
                failed(cause);
            }
        }
    }
}
