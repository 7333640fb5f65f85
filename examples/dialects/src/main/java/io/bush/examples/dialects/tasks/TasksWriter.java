package io.bush.examples.dialects.tasks;

import io.bush.examples.dialects.wire.FrameWriter;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.protocol.CollaborationMessage.PresenceState;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the server says to a client of seed 004. Thread safety: stateless, any thread. */
final class TasksWriter {

    private TasksWriter() {}

    /** {@code task.created} is {@code task:created} here. */
    static @Nullable Frame write(Event event, ViewClass view) {
        EventContent content = event.content();
        Payload data = content.dataFor(view);
        return data == null
                ? null
                : FrameWriter.write(out -> {
                    out.writeStringField("type", content.name().replace('.', ':'));
                    out.writeStringField("room", Rooms.name(content.channel()));
                    if (content.channel().type().equals("project")) {
                        out.writeStringField("projectId", content.channel().id());
                    }
                    FrameWriter.splice(out, "data", data);
                    if (content.userId() != null) {
                        out.writeStringField("userId", content.userId());
                    }
                    out.writeStringField("timestamp", FrameWriter.time(content.timestamp()));
                });
    }

    static @Nullable Frame write(ServerMessage message) {
        if (message instanceof ServerMessage.ConnectionEstablished established) {
            // A client names it in the requests it makes, so that it is not told what it did itself.
            return FrameWriter.write(out -> {
                out.writeStringField("type", "connected");
                out.writeStringField("connectionId", established.connectionId());
            });
        }
        if (message instanceof ServerMessage.Pong) {
            return FrameWriter.write(out -> out.writeStringField("type", "pong"));
        }
        if (message instanceof ServerMessage.SubscriptionConfirmed confirmed) {
            return room("subscribed", confirmed.channel());
        }
        if (message instanceof ServerMessage.Unsubscribed unsubscribed) {
            return room("unsubscribed", unsubscribed.channel());
        }
        if (message instanceof ServerMessage.SubscriptionReset reset) {
            return room("reset", reset.channel());
        }
        if (message instanceof PresenceState state) {
            return presence(state);
        }
        if (message instanceof ServerMessage.SubscriptionRejected rejected) {
            return switch (rejected.reason()) {
                case SUPERSEDED -> null;
                case INSUFFICIENT_PERMISSIONS -> error("forbidden", "Not allowed in this room", rejected.channel());
                case INVALID_RESOURCE_ID, UNKNOWN_CHANNEL ->
                    error("invalid_room", "There are no such rooms", rejected.channel());
                case SUBSCRIPTION_LIMIT_EXCEEDED, DUPLICATE ->
                    error("too_many_rooms", "Too many rooms", rejected.channel());
                case TEMPORARILY_UNAVAILABLE ->
                    error("unavailable", "Not possible just now, try again", rejected.channel());
            };
        }
        if (message instanceof ServerMessage.SubscriptionRevoked revoked) {
            return error("forbidden", "Access to this room has ended", revoked.channel());
        }
        if (message instanceof ServerMessage.Failure failure) {
            return failure(failure);
        }
        if (message instanceof ServerMessage.ConnectionClosing closing) {
            return FrameWriter.write(out -> {
                out.writeStringField("type", "closing");
                out.writeNumberField(
                        "reconnectAfterMs", closing.reconnectAfter().toMillis());
            });
        }
        return null;
    }

    private static Frame presence(PresenceState state) {
        return FrameWriter.write(out -> {
            out.writeStringField("type", "presence:update");
            out.writeStringField("room", Rooms.name(state.channel()));
            out.writeArrayFieldStart("users");
            for (PresenceState.Present one : state.users()) {
                out.writeStartObject();
                out.writeStringField("id", one.user().id());
                out.writeStringField("name", one.user().name());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeNumberField("total", state.total());
        });
    }

    private static Frame failure(ServerMessage.Failure failure) {
        Duration wait = failure.context().retryAfter();
        Channel room = failure.context().channel();
        return FrameWriter.write(out -> {
            out.writeStringField("type", "error");
            out.writeStringField("code", failure.code().wireName());
            out.writeStringField("message", failure.message());
            if (room != null) {
                out.writeStringField("room", Rooms.name(room));
            }
            if (wait != null) {
                out.writeNumberField("retryAfterMs", wait.toMillis());
            }
        });
    }

    private static Frame room(String type, Channel room) {
        return FrameWriter.write(out -> {
            out.writeStringField("type", type);
            out.writeStringField("room", Rooms.name(room));
        });
    }

    private static Frame error(String code, String why, Channel room) {
        return FrameWriter.write(out -> {
            out.writeStringField("type", "error");
            out.writeStringField("code", code);
            out.writeStringField("message", why);
            out.writeStringField("room", Rooms.name(room));
        });
    }
}
