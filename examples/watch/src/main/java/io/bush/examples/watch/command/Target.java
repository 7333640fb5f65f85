package io.bush.examples.watch.command;

import io.bush.realtime.client.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A channel to watch.
 *
 * @param channel which
 * @param since the last event already known, or null
 */
public record Target(Channel channel, @Nullable String since) {

    static final String FORM = "TYPE:ID or TYPE:ID@EVENT_ID, for example file:file_y";

    /** Reads {@code type:id} or {@code type:id@event_id}. */
    static Target parse(String name, String text) {
        int colon = text.indexOf(':');
        int at = text.indexOf('@');
        if (colon < 0 || (at >= 0 && (at < colon || at == text.length() - 1))) {
            throw new UsageException(name, text, FORM);
        }
        try {
            return new Target(
                    new Channel(text.substring(0, colon), text.substring(colon + 1, at < 0 ? text.length() : at)),
                    at < 0 ? null : text.substring(at + 1));
        } catch (IllegalArgumentException e) {
            throw new UsageException(name, text, FORM);
        }
    }
}
