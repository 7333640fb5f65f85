package io.bush.realtime.client.internal.user;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.TokenSource;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.lane.Lane;
import io.bush.realtime.client.internal.lane.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application for tokens. A question ends with one answer, at the latest when its time is over, and what comes
 * later is dropped. Thread safety: for the client's lane.
 */
public final class TokenDesk {

    /** Hears the answer; on the client's lane. */
    public interface Asker {

        /**
         * There is a token.
         *
         * @param token one that can be sent
         */
        void token(String token);

        /**
         * There is none.
         *
         * @param why {@link Reason#TOKEN_UNAVAILABLE}, or another reason if there will be none
         */
        void none(ConnectionException why);
    }

    /** A question; the object is the generation. */
    public final class Question {
        private final Asker asker;
        private final Alarm patience;
        /** Whether it has its answer, or nobody wants one any more. */
        private boolean over;

        private Question(Asker asker) {
            this.asker = asker;
            this.patience = new Alarm(scheduler, lane);
        }

        /** Nobody wants the answer any more. */
        public void drop() {
            over = true;
            patience.clear();
        }

        private void answer(@Nullable String token, @Nullable Throwable failure) {
            if (over) {
                return;
            }
            drop();
            if (failure != null || token == null) {
                asker.none(explain(failure));
            } else if (!TOKEN.matcher(token).matches()) {
                asker.none(unavailable(
                        "the token has " + token.length() + " characters, allowed: 1 or more of visible ASCII", null));
            } else {
                asker.token(token);
            }
        }
    }

    /** What an answer may say besides a token. */
    private static final Set<Reason> KNOWN = EnumSet.of(Reason.AUTHENTICATION_FAILED, Reason.HANDLERS_UNAVAILABLE);

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private final TokenSource source;
    private final UserCode user;
    private final Lane lane;
    private final Lane sourceLane;
    private final Scheduler scheduler;
    /** The questions that a call of the source is for which has not even returned; empty if there is no such call. */
    private List<Question> calling = List.of();

    /**
     * Makes a desk.
     *
     * @param source gives tokens
     * @param user runs it
     * @param lane the client's
     * @param scheduler limits its time
     */
    public TokenDesk(TokenSource source, UserCode user, Lane lane, Scheduler scheduler) {
        this.source = source;
        this.user = user;
        this.lane = lane;
        this.sourceLane = user.newLane();
        this.scheduler = scheduler;
    }

    /**
     * Asks. While a call of the source has not returned, a second one would only wait behind it, so the question joins it.
     *
     * @param why what for
     * @param patience how long to wait
     * @param asker hears the answer, later
     * @return the question
     */
    public Question ask(TokenSource.Why why, Duration patience, Asker asker) {
        Question question = new Question(asker);
        question.patience.set(
                patience,
                () -> question.answer(null, unavailable("the token source did not answer within " + patience, null)));
        if (!calling.isEmpty()) {
            calling.removeIf(it -> it.over);
            calling.add(question);
            return question;
        }
        calling = new ArrayList<>(List.of(question));
        if (!user.offer(sourceLane, () -> call(why))) {
            lane.execute(() -> answer(CompletableFuture.failedFuture(
                    ConnectionException.of(Reason.HANDLERS_UNAVAILABLE, "the executor for handlers refuses", null))));
        }
        return question;
    }

    private void call(TokenSource.Why why) {
        CompletionStage<String> answer = answerOf(why);
        lane.execute(() -> answer(answer));
    }

    /** The call has returned; the answer may take longer. */
    private void answer(CompletionStage<String> answer) {
        List<Question> asked = calling;
        calling = List.of();
        answer.whenComplete((token, failure) -> lane.execute(() -> asked.forEach(it -> it.answer(token, failure))));
    }

    private CompletionStage<String> answerOf(TokenSource.Why why) {
        try {
            return Objects.requireNonNull(source.token(why), "the token source returned null");
        } catch (Throwable failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static ConnectionException explain(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ConnectionException known && KNOWN.contains(known.reason())
                ? known
                : unavailable("the token source failed", cause);
    }

    private static ConnectionException unavailable(String message, @Nullable Throwable cause) {
        return ConnectionException.of(Reason.TOKEN_UNAVAILABLE, message, cause);
    }
}
