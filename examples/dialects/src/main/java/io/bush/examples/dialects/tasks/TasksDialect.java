package io.bush.examples.dialects.tasks;

import io.bush.examples.dialects.wire.ClientFrame;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventPatterns;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.InvalidMessageException;
import io.bush.realtime.protocol.ServerMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Seed 004: {@code type} both ways, rooms {@code project:…} and {@code workspace:…}, event names with a colon, and who is in a
 * room as a whole list after each change. Thread safety: stateless, any thread.
 */
public final class TasksDialect implements Dialect {

    private static final Payload VIEWING = Payload.ofJson("{\"status\":\"viewing\"}");

    /** Makes the dialect; all are alike. */
    public TasksDialect() {}

    @Override
    public String name() {
        return "tasks";
    }

    @Override
    public PresenceForm presence() {
        return PresenceForm.WHOLE;
    }

    @Override
    public ClientMessage decode(String text) throws InvalidMessageException {
        ClientFrame frame = ClientFrame.read(text);
        return switch (frame.require("type", "Field type is missing")) {
            case "subscribe" ->
                new ClientMessage.Subscribe(
                        null, List.of(new ClientMessage.Subscribe.Item(room(frame), null, EventPatterns.ALL)));
            case "unsubscribe" -> new ClientMessage.Unsubscribe(null, List.of(room(frame)));
            case "presence" -> presence(frame);
            case "ping" -> new ClientMessage.Ping(null);
            default -> throw ClientFrame.unknown("Unknown message type");
        };
    }

    private static ClientMessage presence(ClientFrame frame) throws InvalidMessageException {
        return switch (frame.require("action", "Field action is missing")) {
            case "join" -> new ClientMessage.Presence(null, room(frame), VIEWING);
            case "leave" -> new ClientMessage.Presence(null, room(frame), null);
            default -> throw ClientFrame.invalid("Field action is neither join nor leave");
        };
    }

    private static Channel room(ClientFrame frame) throws InvalidMessageException {
        String room = frame.require("room", "Field room is missing");
        if (room.length() > 200) {
            throw ClientFrame.invalid("Field room is too long");
        }
        return Rooms.channel(room);
    }

    @Override
    public @Nullable Frame encode(ServerMessage message) {
        return TasksWriter.write(message);
    }

    @Override
    public @Nullable Frame encode(Event event, ViewClass view) {
        return TasksWriter.write(event, view);
    }
}
