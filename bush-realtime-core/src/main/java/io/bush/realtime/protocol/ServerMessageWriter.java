package io.bush.realtime.protocol;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.protocol.ServerMessage.SubscriptionConfirmed.Recovery;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Control frames as JSON: {@code type} first, then {@code ref} if there is one, then what the message is about. Thread
 * safety: one object per frame, for one thread.
 */
final class ServerMessageWriter {

    /** An id or a type is shown to at most so many characters: clients choose them, and any longer one is invalid. */
    private static final int MAX_ECHO = 128;

    private final JsonBytes out = new JsonBytes(256);

    private ServerMessageWriter(String type, @Nullable String ref) {
        out.plain("{\"type\":").string(type);
        optional("ref", ref);
    }

    static Frame write(ServerMessage message) {
        return Frame.ofUtf8(of(message).out.plain('}').finish());
    }

    private static ServerMessageWriter of(ServerMessage message) {
        if (message instanceof ServerMessage.SubscriptionConfirmed m) {
            return new ServerMessageWriter("subscription.confirmed", m.ref())
                    .channel(m.channel())
                    .text("last_event_id", m.lastEventId())
                    .recovery(m.recovery());
        }
        if (message instanceof ServerMessage.SubscriptionReset m) {
            return new ServerMessageWriter("subscription.reset", m.ref())
                    .channel(m.channel())
                    .text("last_event_id", m.lastEventId())
                    .text("reason", m.reason().wireName());
        }
        if (message instanceof ServerMessage.SubscriptionPosition m) {
            return new ServerMessageWriter("subscription.position", null)
                    .channel(m.channel())
                    .text("last_event_id", m.lastEventId());
        }
        if (message instanceof ServerMessage.SubscriptionRejected m) {
            return new ServerMessageWriter("subscription.rejected", m.ref())
                    .channel(m.channel())
                    .text("reason", wireName(m.reason()))
                    .optional("retry_after_ms", m.retryAfter());
        }
        if (message instanceof ServerMessage.SubscriptionRevoked m) {
            return new ServerMessageWriter("subscription.revoked", null)
                    .channel(m.channel())
                    .text("reason", wireName(m.reason()));
        }
        if (message instanceof ServerMessage.Unsubscribed m) {
            return new ServerMessageWriter("unsubscribed", m.ref()).channel(m.channel());
        }
        if (message instanceof ServerMessage.Pong m) {
            return new ServerMessageWriter("pong", m.ref()).time("server_time", m.serverTime());
        }
        if (message instanceof ServerMessage.Result m) {
            ServerMessageWriter result = new ServerMessageWriter("result", m.ref()).name("result");
            result.out.raw(m.result());
            return result;
        }
        if (message instanceof ServerMessage.Failure m) {
            return failure(m);
        }
        return message instanceof CollaborationMessage m ? ofCollaboration(m) : ofConnection(message);
    }

    private static ServerMessageWriter ofConnection(ServerMessage message) {
        if (message instanceof ServerMessage.ConnectionEstablished m) {
            return new ServerMessageWriter("connection.established", m.ref())
                    .text("connection_id", m.connectionId())
                    .time("server_time", m.serverTime())
                    .user(m.user())
                    .millis("heartbeat_interval_ms", m.heartbeatInterval())
                    .time("token_expires_at", m.tokenExpiresAt())
                    .limits(m.limits());
        }
        if (message instanceof ServerMessage.ConnectionClosing m) {
            return new ServerMessageWriter("connection.closing", null)
                    .text("reason", m.reason())
                    .millis("reconnect_after_ms", m.reconnectAfter());
        }
        if (message instanceof ServerMessage.ConnectionDegraded m) {
            return new ServerMessageWriter("connection.degraded", null).time("since", m.since());
        }
        if (message instanceof ServerMessage.ConnectionRestored m) {
            return new ServerMessageWriter("connection.restored", null).time("since", m.since());
        }
        if (message instanceof ServerMessage.TokenExpiring m) {
            return new ServerMessageWriter("token.expiring", null).time("expires_at", m.expiresAt());
        }
        if (message instanceof ServerMessage.Authenticated m) {
            return new ServerMessageWriter("authenticated", m.ref()).time("expires_at", m.expiresAt());
        }
        throw new IllegalArgumentException("no frame for " + message.getClass().getName());
    }

    private static ServerMessageWriter ofCollaboration(CollaborationMessage message) {
        if (message instanceof CollaborationMessage.PresenceUpdate m) {
            return new ServerMessageWriter("presence.update", null)
                    .channel(m.channel())
                    .user(m.user())
                    .payload("state", m.state())
                    .flag("joined", m.joined());
        }
        if (message instanceof CollaborationMessage.PresenceLeave m) {
            return new ServerMessageWriter("presence.leave", null)
                    .channel(m.channel())
                    .text("user_id", m.userId());
        }
        if (message instanceof CollaborationMessage.PresenceState m) {
            return new ServerMessageWriter("presence.state", null)
                    .channel(m.channel())
                    .list("users", m.users(), ServerMessageWriter::present)
                    .number("total", m.total());
        }
        if (message instanceof CollaborationMessage.Signal m) {
            return new ServerMessageWriter("signal", null)
                    .channel(m.channel())
                    .text("event", m.event())
                    .user(m.user())
                    .payload("data", m.data());
        }
        return ofLock(message);
    }

    private static ServerMessageWriter ofLock(CollaborationMessage message) {
        if (message instanceof CollaborationMessage.LockState m) {
            return new ServerMessageWriter("lock.state", null)
                    .channel(m.channel())
                    .list("locks", m.locks(), ServerMessageWriter::locked);
        }
        if (message instanceof CollaborationMessage.CommentLocked m) {
            return new ServerMessageWriter("comment.locked", null)
                    .channel(m.channel())
                    .text("comment_id", m.commentId())
                    .user(m.user())
                    .time("expires_at", m.expiresAt());
        }
        if (message instanceof CollaborationMessage.CommentUnlocked m) {
            return new ServerMessageWriter("comment.unlocked", m.ref())
                    .channel(m.channel())
                    .text("comment_id", m.commentId())
                    .text("reason", wireName(m.reason()));
        }
        if (message instanceof CollaborationMessage.CommentLockGranted m) {
            return new ServerMessageWriter("comment.lock.granted", m.ref())
                    .text("comment_id", m.commentId())
                    .number("lock_token", m.lockToken())
                    .time("expires_at", m.expiresAt());
        }
        if (message instanceof CollaborationMessage.CommentLockLost m) {
            return new ServerMessageWriter("comment.lock.lost", null)
                    .text("comment_id", m.commentId())
                    .text("reason", wireName(m.reason()));
        }
        throw new IllegalArgumentException("no frame for " + message.getClass().getName());
    }

    private void present(CollaborationMessage.PresenceState.Present one) {
        out.plain("{\"user\":");
        person(one.user()).payload("state", one.state()).out.plain('}');
    }

    private void locked(CollaborationMessage.LockState.Locked one) {
        out.plain("{\"comment_id\":").string(one.commentId());
        user(one.user()).time("expires_at", one.expiresAt()).out.plain('}');
    }

    private static ServerMessageWriter failure(ServerMessage.Failure failure) {
        ServerMessage.Failure.Context about = failure.context();
        ServerMessageWriter out = new ServerMessageWriter("error", about.ref())
                .text("code", failure.code().wireName())
                .text("message", failure.message())
                .optional("action", about.action());
        Channel channel = about.channel();
        if (channel != null) {
            out.channel(channel);
        }
        if (about.index() >= 0) {
            out.number("index", about.index());
        }
        out.optional("retry_after_ms", about.retryAfter());
        ServerMessage.Failure.Context.Lock lock = about.lock();
        if (lock != null) {
            out.text("comment_id", lock.commentId());
            if (lock.user() != null) {
                out.user(lock.user());
            }
            if (lock.expiresAt() != null) {
                out.time("expires_at", lock.expiresAt());
            }
        }
        return out.optional("app_code", about.appCode());
    }

    private static String wireName(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private ServerMessageWriter channel(Channel channel) {
        return text("channel", shortened(channel.type())).text("resource_id", shortened(channel.id()));
    }

    private static String shortened(String text) {
        if (text.length() <= MAX_ECHO) {
            return text;
        }
        // Never half of a pair.
        return text.substring(0, Character.isHighSurrogate(text.charAt(MAX_ECHO - 1)) ? MAX_ECHO - 1 : MAX_ECHO);
    }

    private ServerMessageWriter recovery(Recovery recovery) {
        switch (recovery.kind()) {
            case NONE -> {}
            case RECOVERED -> name("recovered").out.plain("true,\"replayed\":").number(recovery.replayed());
            case UNRECOVERABLE -> name("recoverable").out.plain("false");
        }
        return this;
    }

    private ServerMessageWriter user(Principal user) {
        name("user");
        return person(user);
    }

    private ServerMessageWriter person(Principal user) {
        out.plain("{\"id\":").string(user.id());
        optional("name", user.name())
                .optional("avatar_url", user.avatarUrl())
                .out
                .plain('}');
        return this;
    }

    private ServerMessageWriter limits(ServerMessage.ConnectionEstablished.Limits limits) {
        RateLimits rates = limits.rates();
        name("limits").out.plain("{\"max_message_bytes\":").number(limits.maxMessageBytes());
        number("max_subscriptions", limits.maxSubscriptions());
        number("max_batch", limits.maxBatch());
        number("messages_per_minute", scaled(rates.messages(), 60));
        number("subscribes_per_minute", scaled(rates.subscribes(), 60));
        number("presence_per_10s", scaled(rates.presence(), 10));
        number("locks_per_minute", scaled(rates.locks(), 60));
        number("signals_per_second", scaled(rates.signals(), 1)).out.plain('}');
        return this;
    }

    /** The names say a unit, the settings another one perhaps: scaled to the name, rounded down, at least 1. */
    private static long scaled(Limit limit, int seconds) {
        return Math.max(1, 1_000L * limit.max() * seconds / limit.window().toMillis());
    }

    private <T> ServerMessageWriter list(String name, List<T> items, BiConsumer<ServerMessageWriter, T> one) {
        name(name).out.plain('[');
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.plain(',');
            }
            one.accept(this, items.get(i));
        }
        out.plain(']');
        return this;
    }

    private ServerMessageWriter payload(String name, Payload value) {
        name(name).out.raw(value);
        return this;
    }

    /** Writes true, or nothing. */
    private ServerMessageWriter flag(String name, boolean set) {
        if (set) {
            name(name).out.plain("true");
        }
        return this;
    }

    private ServerMessageWriter name(String name) {
        out.plain(",\"").plain(name).plain("\":");
        return this;
    }

    private ServerMessageWriter number(String name, long value) {
        name(name).out.number(value);
        return this;
    }

    private ServerMessageWriter millis(String name, Duration value) {
        name(name).out.millis(value);
        return this;
    }

    /** Writes a text, or null. */
    private ServerMessageWriter text(String name, @Nullable String value) {
        name(name);
        if (value == null) {
            out.plain("null");
        } else {
            out.string(value);
        }
        return this;
    }

    /** Writes a time, or null. */
    private ServerMessageWriter time(String name, @Nullable Instant value) {
        name(name);
        if (value == null) {
            out.plain("null");
        } else {
            out.time(value);
        }
        return this;
    }

    /** Writes a text, or nothing. */
    private ServerMessageWriter optional(String name, @Nullable String value) {
        return value == null ? this : text(name, value);
    }

    /** Writes a duration, or nothing. */
    private ServerMessageWriter optional(String name, @Nullable Duration value) {
        return value == null ? this : millis(name, value);
    }
}
