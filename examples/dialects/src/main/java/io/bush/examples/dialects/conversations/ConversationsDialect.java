package io.bush.examples.dialects.conversations;

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
import io.bush.realtime.protocol.ClientMessage.Subscribe.Item;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.InvalidMessageException;
import io.bush.realtime.protocol.ServerMessage;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Seed 002: {@code {type, data}} both ways, one channel in each subscribe. Every client hears without asking what is for its
 * user and who of its contacts is online. Thread safety: stateless, any thread.
 */
public final class ConversationsDialect implements Dialect {

    /** The mark of what the client did not ask for itself: nothing is said of it. */
    static final String OWN = "own";

    /** The mark of a message, before the id that the client gave it. */
    static final String MESSAGE = "message:";

    /** More than a channel's name ever has. */
    private static final int LONGEST_NAME = 200;

    private final ConversationsWriter writer;

    /**
     * Makes the dialect.
     *
     * @param clock the time in frames that are no events
     */
    public ConversationsDialect(Clock clock) {
        this.writer = new ConversationsWriter(clock);
    }

    @Override
    public String name() {
        return "conversations";
    }

    @Override
    public ClientMessage decode(String text) throws InvalidMessageException {
        ClientFrame frame = ClientFrame.read(text);
        String type = frame.require("type", "Field type is missing");
        ClientFrame data = frame.inner("data");
        return switch (type) {
            case "subscribe" ->
                new ClientMessage.Subscribe(null, List.of(new Item(channel(data), null, EventPatterns.ALL)));
            case "unsubscribe" -> new ClientMessage.Unsubscribe(null, List.of(channel(data)));
            case "send_message" -> sendMessage(data);
            case "typing_start" -> typing(data, true);
            case "typing_stop" -> typing(data, false);
            case "ping" -> new ClientMessage.Ping(null);
            default -> throw ClientFrame.unknown("Unknown message type");
        };
    }

    private static Channel channel(ClientFrame data) throws InvalidMessageException {
        String name = data.require("channel", "Channel is required for subscription");
        if (name.length() > LONGEST_NAME) {
            throw ClientFrame.invalid("Field channel is too long");
        }
        return Rooms.channel(name);
    }

    private static ClientMessage sendMessage(ClientFrame data) throws InvalidMessageException {
        String missing = "ConversationId and content are required";
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("conversationId", data.require("conversationId", missing));
        params.put("content", data.require("content", missing));
        String id = data.find("id");
        if (id != null && id.length() > 64) {
            throw ClientFrame.invalid("Field id has more than 64 characters");
        }
        return new ClientMessage.Call(MESSAGE + (id == null ? "" : id), SendMessage.METHOD, params, id);
    }

    private static ClientMessage typing(ClientFrame data, boolean typing) throws InvalidMessageException {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("room", "conversation:" + data.require("conversationId", "ConversationId is required"));
        params.put("typing", typing);
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
                return List.of(new ClientMessage.Subscribe(
                        OWN,
                        List.of(
                                new Item(new Channel("user", who.id()), null, EventPatterns.ALL),
                                new Item(Rooms.contactsOf(who.id()), null, EventPatterns.ALL))));
            }
        };
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
