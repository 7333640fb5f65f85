package io.bush.realtime.polling;

import io.bush.realtime.channel.Channel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for in one poll (contract §3.16). Channels are as the client named them. Thread safety: immutable.
 */
public sealed interface PollRequest {

    /** How much the client needs at this moment; decides when it is told to come again. */
    enum Activity {
        /** Somebody looks at it. */
        ACTIVE,
        /** It lies in the background. */
        BACKGROUND
    }

    /**
     * Returns how much the client needs.
     *
     * @return active or background
     */
    Activity activity();

    /**
     * One channel: {@code GET …/events}.
     *
     * @param channel the channel as the client named it
     * @param sinceEventId the last position the client has, as it sent it; null for none
     * @param activity how much the client needs
     */
    record OfChannel(
            Channel channel,
            @Nullable String sinceEventId,
            @Override Activity activity) implements PollRequest {

        /** Refuses absent parts. */
        public OfChannel {
            Objects.requireNonNull(channel, "channel");
            Objects.requireNonNull(activity, "activity");
        }
    }

    /**
     * Many channels: {@code POST …/events/poll}.
     *
     * @param body the request's text, an object with {@code subscriptions} as in a {@code subscribe} frame
     * @param activity how much the client needs
     */
    record OfMany(String body, @Override Activity activity) implements PollRequest {

        /** Refuses absent parts. */
        public OfMany {
            Objects.requireNonNull(body, "body");
            Objects.requireNonNull(activity, "activity");
        }

        /** Shows no raw text of a client. */
        @Override
        public String toString() {
            return "OfMany[" + body.length() + " characters, " + activity + "]";
        }
    }
}
