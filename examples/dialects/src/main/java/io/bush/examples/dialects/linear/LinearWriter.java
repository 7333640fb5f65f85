package io.bush.examples.dialects.linear;

import io.bush.examples.dialects.wire.FrameWriter;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.protocol.ServerMessage.RejectReason;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the server says to a client of seed 001. Thread safety: stateless, any thread. */
final class LinearWriter {

    private final Clock clock;

    LinearWriter(Clock clock) {
        this.clock = clock;
    }

    @Nullable
    Frame write(Event event, ViewClass view) {
        EventContent content = event.content();
        Payload data = content.dataFor(view);
        return data == null
                ? null
                : FrameWriter.write(out -> {
                    out.writeStringField("type", content.name());
                    FrameWriter.splice(out, "payload", data);
                    out.writeStringField("timestamp", FrameWriter.time(content.timestamp()));
                    if (content.userId() != null) {
                        out.writeStringField("userId", content.userId());
                    }
                });
    }

    @Nullable
    Frame write(ServerMessage message) {
        if (message instanceof ServerMessage.ConnectionEstablished established) {
            return payload("connection.ack", out -> {
                out.writeStringField("message", "Connected to WebSocket server");
                out.writeStringField("timestamp", FrameWriter.time(established.serverTime()));
                out.writeStringField("connectionId", established.connectionId());
            });
        }
        if (message instanceof ServerMessage.Pong pong) {
            return payload("connection.ack", out -> {
                out.writeStringField("message", "pong");
                out.writeStringField("timestamp", FrameWriter.time(pong.serverTime()));
            });
        }
        if (message instanceof ServerMessage.SubscriptionConfirmed confirmed) {
            return LinearDialect.OWN.equals(confirmed.ref()) ? null : room("room.subscribed", confirmed.channel());
        }
        if (message instanceof ServerMessage.Unsubscribed unsubscribed) {
            return room("room.unsubscribed", unsubscribed.channel());
        }
        if (message instanceof ServerMessage.SubscriptionReset reset) {
            // Something in this room was missed for good: whoever shows it fetches it again.
            return room("room.reset", reset.channel());
        }
        if (message instanceof ServerMessage.SubscriptionRejected rejected) {
            return rejected(rejected);
        }
        if (message instanceof ServerMessage.SubscriptionRevoked revoked) {
            return error("FORBIDDEN", "Access to this room has ended", revoked.channel());
        }
        if (message instanceof ServerMessage.Failure failure) {
            return failure(failure);
        }
        if (message instanceof ServerMessage.ConnectionClosing closing) {
            return payload("connection.closing", out -> {
                out.writeStringField("message", "Server is shutting down");
                out.writeNumberField(
                        "reconnectAfterMs", closing.reconnectAfter().toMillis());
            });
        }
        // The rest this protocol has no word for.
        return null;
    }

    private @Nullable Frame rejected(ServerMessage.SubscriptionRejected rejected) {
        return switch (rejected.reason()) {
            // A later request for the same room took its place, and has an answer of its own.
            case SUPERSEDED -> null;
            case INSUFFICIENT_PERMISSIONS -> refused("FORBIDDEN", "Not allowed to read this room", rejected);
            case SUBSCRIPTION_LIMIT_EXCEEDED -> refused("ROOM_LIMIT_EXCEEDED", "Too many rooms", rejected);
            case INVALID_RESOURCE_ID, UNKNOWN_CHANNEL, DUPLICATE ->
                refused("INVALID_MESSAGE", "There are no such rooms", rejected);
            case TEMPORARILY_UNAVAILABLE -> refused("UNKNOWN_ERROR", "Not possible just now, try again", rejected);
        };
    }

    private @Nullable Frame refused(String code, String why, ServerMessage.SubscriptionRejected rejected) {
        boolean unasked =
                LinearDialect.OWN.equals(rejected.ref()) && rejected.reason() != RejectReason.TEMPORARILY_UNAVAILABLE;
        return unasked ? null : error(code, why, rejected.channel());
    }

    private Frame failure(ServerMessage.Failure failure) {
        Duration wait = failure.context().retryAfter();
        if (failure.code() == ErrorCode.RATE_LIMITED) {
            long seconds = wait == null ? 60 : Math.max(1, wait.plusMillis(999).toSeconds());
            return error(
                    "RATE_LIMIT_EXCEEDED",
                    String.format(Locale.ROOT, "Rate limit exceeded. Try again in %d seconds.", seconds),
                    null);
        }
        return error(code(failure), failure.message(), failure.context().channel());
    }

    private static String code(ServerMessage.Failure failure) {
        return switch (failure.code()) {
            case UNAUTHENTICATED, IDENTITY_MISMATCH -> "UNAUTHORIZED";
            case RATE_LIMITED, TOO_MANY_PENDING -> "RATE_LIMIT_EXCEEDED";
            case FORBIDDEN, NOT_SUBSCRIBED -> "FORBIDDEN";
            case CALL_FAILED -> "forbidden".equals(failure.context().appCode()) ? "FORBIDDEN" : "UNKNOWN_ERROR";
            case INTERNAL, DEADLINE_EXCEEDED, TEMPORARILY_UNAVAILABLE -> "UNKNOWN_ERROR";
            default -> "INVALID_MESSAGE";
        };
    }

    Frame error(String code, String why, @Nullable Channel room) {
        return payload("error", out -> {
            out.writeStringField("code", code);
            out.writeStringField("message", why);
            if (room != null) {
                out.writeStringField("room", Rooms.name(room));
            }
        });
    }

    private Frame room(String type, Channel room) {
        return payload(type, out -> out.writeStringField("room", Rooms.name(room)));
    }

    private Frame payload(String type, FrameWriter.Content content) {
        return FrameWriter.write(out -> {
            out.writeStringField("type", type);
            out.writeObjectFieldStart("payload");
            content.write(out);
            out.writeEndObject();
            out.writeStringField("timestamp", FrameWriter.time(clock.instant()));
        });
    }
}
