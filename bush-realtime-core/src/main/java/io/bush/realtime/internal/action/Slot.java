package io.bush.realtime.internal.action;

import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventPatterns;
import io.bush.realtime.internal.hub.Subscription;
import io.bush.realtime.protocol.ClientMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One channel in a session: the subscription in force, the attempt under way, and what is known of its access. At least
 * one of {@code active} and {@code attempt} is there. Thread safety: on the connection's lane only.
 */
final class Slot {

    /** A subscribe that has no answer yet. First the authorizer is asked, then the hub. */
    static final class Attempt {

        final @Nullable String ref;
        final @Nullable String sinceEventId;
        final EventPatterns patterns;
        /** What was granted; null while the authorizer is asked. */
        @Nullable
        Grant grant;
        /** What joins the channel; null while the authorizer is asked. */
        @Nullable
        Subscription subscription;
        /** Access changed while the authorizer was asked: a grant needs one more question. */
        boolean dirty;

        Attempt(@Nullable String ref, ClientMessage.Subscribe.Item item) {
            this.ref = ref;
            this.sinceEventId = item.sinceEventId();
            this.patterns = item.patterns();
        }
    }

    /** A delivery that waits for access to be confirmed. */
    static final class Hold {

        /** Since when, on the monotonic clock. */
        final long since;
        /** How often it was tried again since. */
        int retries;
        /** The question was asked and nobody knew. */
        boolean nobodyKnows;

        Hold(long since) {
            this.since = since;
        }
    }

    final Channel channel;
    /** The confirmed subscription; null until the first confirm. */
    @Nullable
    Subscription active;
    /** The grant the active subscription rests on. */
    Grant grant = Grant.DENIED;
    /** When that grant was given, on the monotonic clock. */
    long grantedAt;
    /** The subscribe under way; null most of the time. */
    @Nullable
    Attempt attempt;
    /** A re-check is under way. */
    boolean checking;
    /** Access changed during it: a grant needs one more question. */
    boolean dirty;
    /** Set while access could not be confirmed and delivery waits. */
    @Nullable
    Hold hold;
    /** Frames that wait for the attempt; null while none does. */
    @Nullable
    Deque<ClientMessage> waiting;

    Slot(Channel channel) {
        this.channel = channel;
    }

    boolean held() {
        return hold != null;
    }

    /** Whether nobody knows what is allowed. */
    boolean unknown() {
        return hold != null && hold.nobodyKnows;
    }

    boolean pending() {
        return attempt != null;
    }

    /** Keeps a frame until the attempt has its answer; false when too many wait. */
    boolean await(ClientMessage message, int most) {
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        return waiting.size() < most && waiting.add(message);
    }
}
