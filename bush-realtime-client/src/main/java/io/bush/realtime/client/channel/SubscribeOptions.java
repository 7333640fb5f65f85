package io.bush.realtime.client.channel;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription starts from and which events it wants (contract §2, "subscribe"). Thread safety: immutable.
 *
 * @param sinceEventId the last event the application already has, so that the server sends what came after it; null for
 *     live events only
 * @param events which events to receive: at most 10 patterns of dot-separated tokens, {@code *} for one token,
 *     {@code >} for the rest, each of at most 64 characters of {@code [a-z0-9_.*>]}; empty for all. Presence, locks and
 *     everything else that is not an event comes regardless.
 */
public record SubscribeOptions(@Nullable String sinceEventId, List<String> events) {

    /** Live events only, all of them. */
    public static final SubscribeOptions DEFAULT = new SubscribeOptions(null, List.of());

    private static final int MAX_PATTERNS = 10;
    private static final Pattern PATTERN = Pattern.compile("[a-z0-9_.*>]{1,64}");

    /** Checks the patterns and copies the list. */
    public SubscribeOptions {
        events = List.copyOf(events);
        if (events.size() > MAX_PATTERNS) {
            throw new IllegalArgumentException(events.size() + " event patterns, allowed: at most " + MAX_PATTERNS);
        }
        for (String pattern : events) {
            if (!PATTERN.matcher(pattern).matches()) {
                throw new IllegalArgumentException(
                        "event pattern is '" + pattern + "', allowed: 1 to 64 characters of [a-z0-9_.*>]");
            }
        }
    }

    /**
     * Returns options that start after an event.
     *
     * @param eventId the last event the application already has
     * @return the options, for all events
     */
    public static SubscribeOptions since(String eventId) {
        return new SubscribeOptions(eventId, List.of());
    }

    /**
     * Returns these options for certain events only.
     *
     * @param patterns which events; none for all
     * @return the changed copy
     */
    public SubscribeOptions withEvents(String... patterns) {
        return new SubscribeOptions(sinceEventId, List.of(patterns));
    }
}
