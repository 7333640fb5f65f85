package io.bush.examples.dialects.conversations;

import io.bush.examples.dialects.wire.FrameWriter;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the server says to a client of seed 002. Thread safety: stateless, any thread. */
final class ConversationsWriter {

    private final Clock clock;

    ConversationsWriter(Clock clock) {
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
                    FrameWriter.splice(out, "data", data);
                    out.writeStringField("timestamp", FrameWriter.time(content.timestamp()));
                    if (content.channel().type().equals("conversation")) {
                        out.writeStringField("conversationId", content.channel().id());
                    }
                    if (content.userId() != null) {
                        out.writeStringField("userId", content.userId());
                    }
                });
    }

    @Nullable
    Frame write(ServerMessage message) {
        if (message instanceof ServerMessage.ConnectionEstablished established) {
            return data("connection_established", out -> {
                out.writeStringField("sessionId", established.connectionId());
                out.writeStringField("timestamp", FrameWriter.time(established.serverTime()));
            });
        }
        if (message instanceof ServerMessage.Pong pong) {
            return data("pong", out -> out.writeStringField("timestamp", FrameWriter.time(pong.serverTime())));
        }
        if (message instanceof ServerMessage.SubscriptionConfirmed confirmed) {
            return ConversationsDialect.OWN.equals(confirmed.ref())
                    ? null
                    : channel("subscription_confirmed", confirmed.channel());
        }
        if (message instanceof ServerMessage.Unsubscribed unsubscribed) {
            return channel("unsubscription_confirmed", unsubscribed.channel());
        }
        if (message instanceof ServerMessage.SubscriptionReset reset) {
            return channel("subscription_reset", reset.channel());
        }
        if (message instanceof ServerMessage.SubscriptionRejected rejected) {
            return rejected(rejected);
        }
        if (message instanceof ServerMessage.SubscriptionRevoked revoked) {
            return error("forbidden", "Access to this channel has ended", revoked.channel(), null);
        }
        if (message instanceof ServerMessage.Result result) {
            return result.method().equals(SendMessage.METHOD) ? sent(result) : null;
        }
        if (message instanceof ServerMessage.Failure failure) {
            return failure(failure);
        }
        if (message instanceof ServerMessage.ConnectionClosing closing) {
            return data("connection_closing", out -> {
                out.writeNumberField(
                        "reconnectAfterMs", closing.reconnectAfter().toMillis());
                out.writeStringField("timestamp", FrameWriter.time(clock.instant()));
            });
        }
        return null;
    }

    private static Frame sent(ServerMessage.Result result) {
        return FrameWriter.write(out -> {
            out.writeStringField("type", "message_sent");
            FrameWriter.splice(out, "data", result.result());
        });
    }

    private static @Nullable Frame rejected(ServerMessage.SubscriptionRejected rejected) {
        Channel channel = rejected.channel();
        return switch (rejected.reason()) {
            case SUPERSEDED -> null;
            case INSUFFICIENT_PERMISSIONS -> error("forbidden", "Not allowed to read this channel", channel, null);
            case SUBSCRIPTION_LIMIT_EXCEEDED -> error("too_many_channels", "Too many channels", channel, null);
            case INVALID_RESOURCE_ID, UNKNOWN_CHANNEL, DUPLICATE ->
                error("invalid_channel", "There are no such channels", channel, null);
            case TEMPORARILY_UNAVAILABLE ->
                error("unavailable", "Not possible just now, try again", channel, rejected.retryAfter());
        };
    }

    private static Frame failure(ServerMessage.Failure failure) {
        ServerMessage.Failure.Context about = failure.context();
        String own = about.appCode();
        String code = own == null ? failure.code().wireName() : own;
        String mark = about.ref();
        // What the seed says of every message that was not sent; why is in the code.
        boolean message = mark != null && mark.startsWith(ConversationsDialect.MESSAGE);
        return error(code, message ? "Failed to send message" : failure.message(), null, about.retryAfter());
    }

    private static Frame channel(String type, Channel channel) {
        return data(type, out -> out.writeStringField("channel", Rooms.name(channel)));
    }

    private static Frame error(String code, String why, @Nullable Channel channel, @Nullable Duration retryAfter) {
        return data("error", out -> {
            out.writeStringField("message", why);
            out.writeStringField("code", code.toLowerCase(Locale.ROOT));
            if (channel != null) {
                out.writeStringField("channel", Rooms.name(channel));
            }
            if (retryAfter != null) {
                out.writeNumberField("retryAfterMs", retryAfter.toMillis());
            }
        });
    }

    private static Frame data(String type, FrameWriter.Content content) {
        return FrameWriter.write(out -> {
            out.writeStringField("type", type);
            out.writeObjectFieldStart("data");
            content.write(out);
            out.writeEndObject();
        });
    }
}
