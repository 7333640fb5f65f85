package io.bush.realtime.protocol;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.ViewClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The canonical wire format of contract §2: JSON text, {@code action} from the client, {@code type} from the server, events
 * without either.
 *
 * <p>What comes in is read once, strictly: RFC 8259 JSON, nothing behind it, no key twice, no lone surrogate, at most 16
 * levels, 2,000 tokens and 32 characters a number. A token is each of <code>{ } [ ]</code>, each key and each value that is
 * neither object nor array: <code>{"action":"ping"}</code> has four. A number must also fit a double ({@code 1e999} does
 * not). Unknown fields are ignored, under the same limits. The limits hold whatever else is set, so that this class can be
 * given text of any length.
 *
 * <p>What goes out is always valid JSON: half a surrogate pair becomes U+FFFD, times have exactly three decimals and lie
 * in the years 0 to 9999, durations are whole milliseconds, rounded up. Events are spliced from bytes without a JSON
 * library. Thread safety: stateless, any thread.
 */
public final class BushDialect implements Dialect {

    /** Makes the dialect; all are alike. */
    public BushDialect() {}

    @Override
    public String name() {
        return "bush";
    }

    @Override
    public ClientMessage decode(String text) throws InvalidMessageException {
        return new ClientMessageReader().read(text);
    }

    /**
     * Reads what a poll over HTTP asks for: an object with {@code subscriptions}, each as in a {@code subscribe} frame, read
     * as strictly as a frame (contract §3.16).
     *
     * @param text the request's body
     * @return 1 to 50 channels with their positions, in the client's order
     * @throws InvalidMessageException when it is not of that shape
     */
    public List<ClientMessage.Subscribe.Item> decodePoll(String text) throws InvalidMessageException {
        return new ClientMessageReader().readPoll(text);
    }

    @Override
    public Frame encode(ServerMessage message) {
        return ServerMessageWriter.write(message);
    }

    @Override
    public @Nullable Frame encode(Event event, ViewClass view) {
        return EventWriter.write(event, view);
    }
}
