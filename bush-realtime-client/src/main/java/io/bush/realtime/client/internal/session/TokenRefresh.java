package io.bush.realtime.client.internal.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.connection.TokenSource;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.lane.Backoff;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.user.TokenDesk;
import io.bush.realtime.client.internal.user.UserCode.Delivery;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.ServerFrame;
import io.bush.realtime.client.internal.wire.ServerFrame.Authenticated;
import io.bush.realtime.client.internal.wire.ServerFrame.Failure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the token of a connection before it ends (contract §3.2). Reckons by the server's clock; what the machine's own
 * shows does not matter. Thread safety: for the lane only.
 */
final class TokenRefresh {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** So long before the end; half of the time for a token that does not last twice as long. */
    private static final Duration LEAD = Duration.ofSeconds(60);

    private static final Duration LEAST = Duration.ofSeconds(1);
    /** Further away nothing needs to be known to the second. */
    private static final Duration MOST = Duration.ofDays(1);

    private final Parts parts;
    private final Outbox outbox;
    /** When the present token ends, by the server's clock; null if it does not, or nobody knows. */
    private @Nullable Instant expiresAt;
    /** How long before that it is replaced. */
    private Duration lead = LEAD;

    private final Alarm due;
    /** When that is, by the monotonic clock; meaningless while it is not set. */
    private long dueAt;

    private final Backoff backoff;
    /** The question under way; null if there is none. */
    private TokenDesk.@Nullable Question question;
    /** Whether a token is on its way to the server. */
    private boolean sending;
    /** Whether what is due is another try. */
    private boolean retrying;
    /** What to tell the source. */
    private TokenSource.Why why = TokenSource.Why.EXPIRING;

    TokenRefresh(Parts parts, Outbox outbox, @Nullable Instant expiresAt) {
        this.parts = parts;
        this.outbox = outbox;
        this.due = parts.alarm();
        this.backoff = parts.backoff();
        begin(expiresAt);
    }

    /**
     * The server says that the end is near: of a token that lasts less than a minute at once, and again of its successor. What
     * is planned soon stays as planned, else such tokens would be replaced as fast as the network allows.
     */
    void expiring() {
        if (!due.isSet() || dueAt - parts.now() > LEAD.toNanos()) {
            due.clear();
            refresh();
        }
    }

    /** What the server's clock shows was asked anew: the end may be nearer than it seemed. */
    void clockRead() {
        if (question == null && !sending && !retrying) {
            plan();
        }
    }

    void end() {
        due.clear();
        if (question != null) {
            question.drop();
        }
    }

    private void begin(@Nullable Instant end) {
        expiresAt = end;
        Duration left = left();
        lead = left == null || left.compareTo(LEAD.multipliedBy(2)) > 0 ? LEAD : left.dividedBy(2);
        plan();
    }

    private @Nullable Duration left() {
        Instant serverNow = outbox.clock().time(parts.now());
        return expiresAt == null || serverNow == null ? null : Duration.between(serverNow, expiresAt);
    }

    private void plan() {
        retrying = false;
        Duration left = left();
        if (left == null) {
            return;
        }
        if (left.compareTo(MOST) > 0) {
            set(MOST.minus(LEAD), this::plan);
        } else {
            Duration wait = left.minus(lead);
            set(wait.compareTo(LEAST) > 0 ? wait : LEAST, this::refresh);
        }
    }

    private void set(Duration wait, Runnable what) {
        dueAt = parts.now() + wait.toNanos();
        due.set(wait, what);
    }

    private void refresh() {
        if (question == null && !sending) {
            question = parts.tokens().ask(why, PATIENCE, new TokenDesk.Asker() {
                @Override
                public void token(String token) {
                    question = null;
                    sending = true;
                    outbox.submit(new Authenticate(token));
                }

                @Override
                public void none(ConnectionException reason) {
                    question = null;
                    tell(reason);
                    if (reason.reason() == Reason.TOKEN_UNAVAILABLE) {
                        again();
                    }
                }
            });
        }
    }

    /** The old token is still in force, so there is time to try again. */
    private void again() {
        retrying = true;
        set(backoff.next(), this::refresh);
    }

    private void tell(ConnectionException failure) {
        Throwable shown = failure.getCause() == null ? failure : failure.getCause();
        Delivery delivery = parts.toListener(it -> it.tokenFailed(shown));
        var unused = parts.user().offer(delivery.lane(), delivery.work());
    }

    private final class Authenticate implements Request {
        private final String token;

        Authenticate(String token) {
            this.token = token;
        }

        @Override
        public Pace pace() {
            return Pace.FIRST;
        }

        @Override
        public ObjectNode frame(String ref) {
            return ClientFrames.authenticate(token, null);
        }

        @Override
        public boolean answered(ServerFrame frame) {
            sending = false;
            if (frame instanceof Authenticated authenticated) {
                backoff.reset();
                why = TokenSource.Why.EXPIRING;
                begin(authenticated.expiresAt());
            } else if (frame instanceof Failure failure) {
                why = TokenSource.Why.REFUSED;
                tell(notTaken(failure.error()));
                again();
            }
            return true;
        }

        @Override
        public void lost(Lost how) {
            sending = false;
        }
    }

    private static ConnectionException notTaken(ServerError error) {
        return ConnectionException.of(
                Reason.AUTHENTICATION_FAILED, "the server does not take the new token: " + error.code(), null);
    }
}
