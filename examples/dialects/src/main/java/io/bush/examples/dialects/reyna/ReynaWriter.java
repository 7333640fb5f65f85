package io.bush.examples.dialects.reyna;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bush.examples.dialects.wire.FrameWriter;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.protocol.ServerMessage.RejectReason;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the server says to a client of seed 003. Times are seconds here, as in its server. Thread safety: stateless, any thread. */
final class ReynaWriter {

    /** The mark of a subscribe, before everything that is wanted now. */
    static final String SUBSCRIBED = "+";
    /** The mark of an unsubscribe, before what is not wanted any more. */
    static final String UNSUBSCRIBED = "-";

    private final Clock clock;

    ReynaWriter(Clock clock) {
        this.clock = clock;
    }

    @Nullable
    Frame write(Event event, ViewClass view) {
        EventContent content = event.content();
        Payload data = content.dataFor(view);
        return data == null
                ? null
                : FrameWriter.write(out -> {
                    out.writeStringField("type", content.channel().equals(Rooms.NEWS) ? "reset" : content.name());
                    FrameWriter.splice(out, "data", data);
                    out.writeNumberField("timestamp", content.timestamp().getEpochSecond());
                });
    }

    @Nullable
    Frame write(ServerMessage message) {
        if (message instanceof ServerMessage.ConnectionEstablished established) {
            return data("connected", out -> {
                out.writeStringField("status", "ready");
                out.writeStringField("user_id", established.user().id());
                out.writeStringField("session_id", established.connectionId());
            });
        }
        if (message instanceof ServerMessage.Pong) {
            return data("pong", out -> {});
        }
        if (message instanceof ServerMessage.SubscriptionConfirmed confirmed) {
            return patterns(confirmed.ref());
        }
        if (message instanceof ServerMessage.Unsubscribed unsubscribed) {
            return patterns(unsubscribed.ref());
        }
        if (message instanceof ServerMessage.SubscriptionReset reset) {
            return data(
                    "reset",
                    out -> out.writeStringField("reason", reset.reason().name().toLowerCase(Locale.ROOT)));
        }
        if (message instanceof ServerMessage.SubscriptionRejected rejected) {
            // What a later frame overtook is answered with that one, which names everything.
            return rejected.reason() == RejectReason.SUPERSEDED
                    ? null
                    : error("SUBSCRIBE_FAILED", "Not possible just now, try again", null, rejected.retryAfter());
        }
        if (message instanceof ServerMessage.Result result) {
            return FrameWriter.write(out -> {
                out.writeStringField("type", "result");
                FrameWriter.splice(out, "data", result.result());
            });
        }
        if (message instanceof ServerMessage.Failure failure) {
            return failure(failure);
        }
        if (message instanceof ServerMessage.TokenExpiring expiring) {
            return data(
                    "token_expiring",
                    out -> out.writeNumberField(
                            "expires_at", expiring.expiresAt().getEpochSecond()));
        }
        if (message instanceof ServerMessage.ConnectionClosing closing) {
            return data("closing", out -> out.writeNumberField("reconnect_after", seconds(closing.reconnectAfter())));
        }
        return null;
    }

    private @Nullable Frame patterns(@Nullable String mark) {
        if (mark == null || mark.equals(ReynaDialect.OWN)) {
            return null;
        }
        String type = mark.startsWith(SUBSCRIBED) ? "subscribed" : "unsubscribed";
        return FrameWriter.write(out -> {
            out.writeStringField("type", type);
            out.writeObjectFieldStart("data");
            out.writeArrayFieldStart("events");
            for (String pattern : mark.substring(1).split(",", -1)) {
                out.writeString(pattern);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private Frame failure(ServerMessage.Failure failure) {
        ServerMessage.Failure.Context about = failure.context();
        String own = about.appCode();
        String code = own == null ? failure.code().wireName() : own;
        String mark = about.ref();
        String blob =
                mark != null && mark.startsWith(ReynaDialect.BLOB) ? mark.substring(ReynaDialect.BLOB.length()) : null;
        return error(code.toUpperCase(Locale.ROOT).replace('.', '_'), failure.message(), blob, about.retryAfter());
    }

    private Frame error(String code, String why, @Nullable String blob, @Nullable Duration retryAfter) {
        return data("error", out -> {
            out.writeStringField("code", code);
            out.writeStringField("message", why);
            if (blob != null) {
                out.writeStringField("blob_id", blob);
            }
            if (retryAfter != null) {
                out.writeNumberField("retry_after", seconds(retryAfter));
            }
        });
    }

    private static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }

    private Frame data(String type, FrameWriter.Content content) {
        return FrameWriter.write(out -> {
            out.writeStringField("type", type);
            object(out, content);
            out.writeNumberField("timestamp", clock.instant().getEpochSecond());
        });
    }

    private static void object(JsonGenerator out, FrameWriter.Content content) throws IOException {
        out.writeObjectFieldStart("data");
        content.write(out);
        out.writeEndObject();
    }
}
