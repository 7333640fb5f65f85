package io.bush.examples.dialects.linear;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.examples.dialects.activity.TypingCall;
import io.bush.examples.dialects.wire.ClientFrame;
import io.bush.examples.dialects.wire.Rooms;
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
import io.bush.realtime.transport.ConnectionLimits;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Seed 001: {@code {type, payload, timestamp, userId}} from the server; from the client {@code type: "ping"}, and {@code action}
 * for everything else. Every client hears its own user's channel without asking. Thread safety: stateless, any thread.
 */
public final class LinearDialect implements Dialect {

    /** The mark of what the client did not ask for itself: nothing is said of it. */
    static final String OWN = "own";

    private final LinearWriter writer;

    /**
     * Makes the dialect.
     *
     * @param clock the time in frames that are no events
     */
    public LinearDialect(Clock clock) {
        this.writer = new LinearWriter(clock);
    }

    @Override
    public String name() {
        return "linear";
    }

    @Override
    public ClientMessage decode(String text) throws InvalidMessageException {
        ClientFrame frame = ClientFrame.read(text);
        String type = frame.find("type");
        String action = frame.find("action");
        if ((type == null) == (action == null)) {
            throw ClientFrame.invalid("A message has either type or action");
        }
        if (action == null) {
            if ("ping".equals(type)) {
                return new ClientMessage.Ping(null);
            }
            throw ClientFrame.unknown("Unknown message type");
        }
        return switch (action) {
            case "subscribe" ->
                new ClientMessage.Subscribe(
                        null, rooms(frame).stream().map(LinearDialect::item).toList());
            case "unsubscribe" -> new ClientMessage.Unsubscribe(null, rooms(frame));
            case "typing" -> typing(frame);
            default -> throw ClientFrame.unknown("Unknown action");
        };
    }

    private static List<Channel> rooms(ClientFrame frame) throws InvalidMessageException {
        return frame.requireList("rooms", ConnectionLimits.MAX_BATCH).stream()
                .map(Rooms::channel)
                .toList();
    }

    private static ClientMessage.Subscribe.Item item(Channel channel) {
        return new ClientMessage.Subscribe.Item(channel, null, EventPatterns.ALL);
    }

    private static ClientMessage typing(ClientFrame frame) throws InvalidMessageException {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("room", "issue:" + frame.require("issueId", "Field issueId is missing"));
        params.put("typing", frame.requireFlag("isTyping"));
        return new ClientMessage.Call(null, TypingCall.METHOD, params, null);
    }

    @Override
    public Client meet(Principal who) {
        return new Client() {
            @Override
            public CallTurn callTurn() {
                return CallTurn.AFTER_SUBSCRIBES;
            }

            @Override
            public List<ClientMessage> wishes() {
                return List.of(new ClientMessage.Subscribe(OWN, List.of(item(new Channel("user", who.id())))));
            }
        };
    }

    /** Returns what a client is told whose token is not valid. */
    public Frame unauthorized() {
        return writer.error("UNAUTHORIZED", "Invalid or expired token", null);
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
