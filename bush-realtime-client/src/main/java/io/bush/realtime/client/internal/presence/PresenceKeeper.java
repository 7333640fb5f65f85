package io.bush.realtime.client.internal.presence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.session.Outbox;
import io.bush.realtime.client.internal.session.Pace;
import io.bush.realtime.client.internal.session.Request;
import io.bush.realtime.client.internal.subscription.ChannelTap;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.user.News;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.ServerFrame;
import io.bush.realtime.client.presence.PresenceHandle;
import io.bush.realtime.client.presence.PresenceStatus;
import io.bush.realtime.client.presence.Roster;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the own presence in one channel: says it again on each connection, when the user falls idle and returns, and as
 * often as the server allows when only a field changed (contract §3.10).
 *
 * <p>At most one frame waits to leave; it is made when it leaves and says what is true then. Thread safety: what the
 * application calls is safe for any thread; everything else is for the lane.
 */
public final class PresenceKeeper implements PresenceHandle, ChannelTap {

    /** Errors after which saying it again would not help. */
    private static final Set<String> FINAL =
            Set.of("forbidden", "not_supported", "invalid_message", "message_too_large");

    private static final Duration WINDOW = Duration.ofSeconds(10);
    /** How soon it is said again what the server could not take just now, unless it names a time. */
    private static final Duration RETRY = Duration.ofSeconds(2);
    /** Said, and nobody knows whether it was taken: differs from everything that can be said. */
    private static final String UNSURE = "";

    private final Parts parts;
    private final Subscription subscription;
    private final OwnState own;
    private final RosterBook book = new RosterBook();
    private final News<Roster> news;
    private final Alarm idling;
    private final Alarm pacing;

    /** Where frames leave; null while there is no connection. */
    private @Nullable Outbox outbox;
    /** Whom the server takes this client for; null while unknown. */
    private @Nullable String self;
    /** What waits to leave; null if nothing does. */
    private @Nullable Update waiting;
    /** What was said last on this connection; null if nothing was. */
    private @Nullable String said;
    /** When that left, by the monotonic clock. */
    private long saidAt;
    /** Whether the server wants none of it. */
    private boolean refused;

    /**
     * Makes one for a subscription; it hears of it from now on.
     *
     * @param parts of the client
     * @param subscription to the channel
     * @param idleAfter how long nobody may do anything before they count as idle
     */
    public PresenceKeeper(Parts parts, Subscription subscription, Duration idleAfter) {
        this.parts = parts;
        this.subscription = subscription;
        this.own = new OwnState(parts.world().clock(), idleAfter);
        this.news = new News<>(
                parts.user(),
                subscription.lane(),
                subscription.channel(),
                () -> !subscription.isSilent(),
                Roster.UNKNOWN);
        this.idling = parts.alarm();
        this.pacing = parts.alarm();
    }

    // ---- the application, on any thread

    @Override
    public void enter(PresenceStatus status) {
        own.enter(status);
        parts.lane().execute(() -> {
            watch();
            say();
        });
    }

    @Override
    public void field(String name, @Nullable Object value) {
        own.field(name, value);
        parts.lane().execute(this::sayInTime);
    }

    @Override
    public void userActive() {
        if (own.active()) {
            parts.lane().execute(() -> {
                watch();
                say();
            });
        }
    }

    @Override
    public void leave() {
        own.leave();
        parts.lane().execute(() -> {
            idling.clear();
            say();
        });
    }

    @Override
    public Roster roster() {
        return news.newest();
    }

    @Override
    public Registration onRoster(Consumer<? super Roster> handler) {
        return news.add(Roster.class, handler);
    }

    // ---- the connection

    /**
     * There is a connection; nothing is said before the subscription is confirmed on it.
     *
     * @param open where frames leave
     * @param userId whom the server takes this client for; null if it did not say
     */
    public void opened(Outbox open, @Nullable String userId) {
        outbox = open;
        self = userId;
    }

    /** The connection is gone. */
    public void closed() {
        outbox = null;
        interrupted();
    }

    @Override
    public void confirmed() {
        said = null;
        waiting = null;
        refused = false;
        say();
    }

    @Override
    public void interrupted() {
        pacing.clear();
        said = null;
        if (book.stale()) {
            news.tell(book.roster());
        }
    }

    @Override
    public void ended() {
        idling.clear();
        interrupted();
    }

    @Override
    public void control(ControlFrame frame) {
        if (book.take(frame, self)) {
            news.tell(book.roster());
        }
    }

    // ---- idle

    /** Looks again when the user may have fallen idle. */
    private void watch() {
        Duration left = own.untilIdle();
        if (left != null) {
            idling.set(left, this::look);
        }
    }

    private void look() {
        if (own.fallIdle()) {
            say();
        } else {
            watch();
        }
    }

    // ---- saying it

    private void say() {
        Outbox open = outbox;
        if (open == null || refused || waiting != null || !subscription.isActive()) {
            return;
        }
        pacing.clear();
        Update update = new Update();
        waiting = update;
        open.submit(update);
    }

    /** Says it when the server's limit leaves room for it again, so that what is urgent never waits long. */
    private void sayInTime() {
        Outbox open = outbox;
        if (open == null || pacing.isSet()) {
            return;
        }
        Duration spacing = WINDOW.dividedBy(Math.max(1, open.limits().presencePer10s() - 1));
        Duration left = said == null ? Duration.ZERO : spacing.minusNanos(parts.now() - saidAt);
        if (left.isNegative() || left.isZero()) {
            say();
        } else {
            pacing.set(left, this::say);
        }
    }

    private final class Update implements Request {

        @Override
        public Pace pace() {
            return Pace.PRESENCE;
        }

        @Override
        public @Nullable ObjectNode frame(String ref) {
            if (waiting == this) {
                waiting = null;
            }
            if (!subscription.isActive()) {
                // It waited for the limit. Another subscription to the channel may be in force by now, and it was not
                // said there.
                return null;
            }
            ObjectNode state = own.state();
            String text = state == null ? "null" : state.toString();
            if (text.equals(said) || (state == null && said == null)) {
                return null;
            }
            said = text;
            saidAt = parts.now();
            ObjectNode frame = ClientFrames.put(ClientFrames.action("presence"), subscription.channel());
            if (state == null) {
                frame.putNull("state");
            } else {
                frame.set("state", state);
            }
            return frame;
        }

        @Override
        public boolean expectsAnswer() {
            return false;
        }

        @Override
        public void refused() {
            said = null;
            waiting = this;
        }

        @Override
        public boolean answered(ServerFrame frame) {
            if (frame instanceof ServerFrame.Failure failure) {
                refused |= FINAL.contains(failure.error().code());
                if (failure.error().code().equals("temporarily_unavailable") && subscription.isActive()) {
                    // Also a leave has to be said again: while the connection lives, the server keeps what it knows.
                    Duration named = failure.error().retryAfter();
                    said = UNSURE;
                    pacing.set(named == null ? RETRY : named, PresenceKeeper.this::say);
                }
                var unused = parts.user()
                        .offer(parts.listenerLane(), () -> parts.user().tell(it -> it.serverError(failure.error())));
            }
            return true;
        }

        @Override
        public void lost(Lost how) {
            if (waiting == this) {
                waiting = null;
            }
        }
    }
}
