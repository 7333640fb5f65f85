package io.bush.examples.dialects.reyna;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.examples.dialects.wire.ClientFrame;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventPatterns;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.InvalidMessageException;
import io.bush.realtime.protocol.ServerMessage;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Seed 003: {@code {type, data}} both ways, no channels: what is there to hear is the user's own, and {@code events} says which of
 * it. Thread safety: stateless, any thread; what a client asked for is in its {@link ReynaClient}.
 */
public final class ReynaDialect implements Dialect {

    /** Stands for the channel of whoever asks, until it is known who that is. */
    static final Channel MINE = new Channel("user", "mine");

    /** The mark of what the client did not ask for itself: nothing is said of it. */
    static final String OWN = "own";

    /** The mark of a blob that a request was about, before its id. */
    static final String BLOB = "blob:";

    private static final int LONGEST_ID = 64;

    private final ReynaWriter writer;
    private final Supplier<@Nullable String> newsPosition;

    /**
     * Makes the dialect.
     *
     * @param clock the time in frames that are no events
     * @param newsPosition where the news of losses stands, see {@link ReynaEvents#newsPosition}
     */
    public ReynaDialect(Clock clock, Supplier<@Nullable String> newsPosition) {
        this.newsPosition = newsPosition;
        this.writer = new ReynaWriter(clock);
    }

    @Override
    public String name() {
        return "reyna";
    }

    @Override
    public ClientMessage decode(String text) throws InvalidMessageException {
        ClientFrame frame = ClientFrame.read(text);
        return switch (frame.require("type", "Field type is missing")) {
            case "subscribe" ->
                new ClientMessage.Subscribe(
                        null, List.of(new ClientMessage.Subscribe.Item(MINE, null, patterns(frame))));
            case "unsubscribe" ->
                new ClientMessage.Unsubscribe(String.join(",", patterns(frame).patterns()), List.of(MINE));
            case "create_blob" -> createBlob(frame.inner("data"));
            case "process_blob" -> processBlob(frame.inner("data"));
            case "ping" -> new ClientMessage.Ping(null);
            default -> throw ClientFrame.unknown("Unknown message type");
        };
    }

    private static EventPatterns patterns(ClientFrame frame) throws InvalidMessageException {
        try {
            return new EventPatterns(frame.requireList("events", EventPatterns.MAX_PATTERNS));
        } catch (IllegalArgumentException malformed) {
            throw ClientFrame.invalid(
                    "An event pattern is words of a-z, 0-9 and _ with dots between them, * for one, > for the rest");
        }
    }

    private static ClientMessage createBlob(ClientFrame data) throws InvalidMessageException {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("content", data.require("content", "Field content is missing"));
        params.put("schema_id", data.require("schema_id", "Field schema_id is missing"));
        params.set("metadata", data.inner("metadata").json());
        return new ClientMessage.Call(null, BlobCalls.CREATE, params, requestId(data));
    }

    private static ClientMessage processBlob(ClientFrame data) throws InvalidMessageException {
        String blob = data.require("blob_id", "Field blob_id is missing");
        if (blob.length() > LONGEST_ID) {
            throw ClientFrame.invalid("Field blob_id is too long");
        }
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("blob_id", blob);
        params.put("processor_id", data.require("processor_id", "Field processor_id is missing"));
        return new ClientMessage.Call(BLOB + blob, BlobCalls.PROCESS, params, requestId(data));
    }

    /** Under which a repeated request gets the first one's answer. */
    private static @Nullable String requestId(ClientFrame data) throws InvalidMessageException {
        String id = data.find("request_id");
        if (id != null && id.length() > LONGEST_ID) {
            throw ClientFrame.invalid("Field request_id is too long");
        }
        return id;
    }

    @Override
    public Client meet(Principal who) {
        return new ReynaClient(new Channel("user", who.id()), newsPosition.get());
    }

    @Override
    public @Nullable Frame encode(ServerMessage message) {
        return writer.write(message);
    }

    @Override
    public @Nullable Frame encode(Event event, ViewClass view) {
        return writer.write(event, view);
    }
}
