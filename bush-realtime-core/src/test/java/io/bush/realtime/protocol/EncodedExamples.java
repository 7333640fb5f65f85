package io.bush.realtime.protocol;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.protocol.ServerMessage.Failure.Context;
import io.bush.realtime.protocol.ServerMessage.RejectReason;
import io.bush.realtime.protocol.ServerMessage.RevokeReason;
import io.bush.realtime.protocol.ServerMessage.SubscriptionConfirmed.Recovery;
import io.bush.realtime.ratelimit.RateLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The server frames that {@code docs/protocol.md} shows, as the encoder writes them. */
final class EncodedExamples {

    private static final Channel FILE = new Channel("file", "file_xyz789");
    private static final Channel PROJECT = new Channel("project", "proj_abc123");
    private static final Instant TIME = Instant.parse("2026-01-15T10:30:00Z");
    private static final String EPOCH = Position.epoch(1_768_467_600_000L, 0x5f3a9c2e71L);
    private static final String LATER_EPOCH = Position.epoch(1_768_472_940_000L, 0x08d4e6b19fL);

    private static final Principal ADA = new Principal.Member("user_def", "Ada Park", null);

    private EncodedExamples() {}

    static List<String> all() {
        BushDialect dialect = new BushDialect();
        List<String> frames = new ArrayList<>();
        messages().forEach(it -> frames.add(dialect.encode(it).text()));
        events().forEach(it -> frames.add(
                Objects.requireNonNull(dialect.encode(it, ViewClass.MEMBER)).text()));
        return frames;
    }

    static List<ServerMessage> messages() {
        return Stream.concat(control().stream(), collaboration().stream()).toList();
    }

    /** Every kind of message there is. */
    static List<Class<?>> kinds() {
        return Stream.concat(
                        Stream.of(ServerMessage.class.getPermittedSubclasses()),
                        Stream.of(CollaborationMessage.class.getPermittedSubclasses()))
                .<Class<?>>map(it -> it)
                .filter(it -> it != CollaborationMessage.class)
                .toList();
    }

    private static List<ServerMessage> control() {
        String head = position(43).eventId(FILE);
        return List.of(
                new ServerMessage.ConnectionEstablished(
                        null,
                        "conn_abc123",
                        TIME,
                        new Principal.Member("user_abc", "Jane Smith", "https://cdn.example/jane.png"),
                        Duration.ofSeconds(30),
                        TIME.plus(Duration.ofHours(1)),
                        new ServerMessage.ConnectionEstablished.Limits(16_384, 50, 50, RateLimits.DEFAULT)),
                new ServerMessage.ConnectionClosing("draining", Duration.ofMillis(4_200)),
                new ServerMessage.ConnectionDegraded(TIME),
                new ServerMessage.ConnectionRestored(TIME),
                new ServerMessage.TokenExpiring(TIME.plus(Duration.ofHours(1))),
                new ServerMessage.Authenticated("a2", TIME.plus(Duration.ofHours(2))),
                new ServerMessage.SubscriptionConfirmed("s1", FILE, head, Recovery.NONE),
                new ServerMessage.SubscriptionConfirmed("s1", FILE, position(41).eventId(FILE), Recovery.recovered(2)),
                new ServerMessage.SubscriptionConfirmed("s1", FILE, null, Recovery.UNRECOVERABLE),
                new ServerMessage.SubscriptionReset(
                        "s1", FILE, new Position(LATER_EPOCH, 3, "5be0c417").eventId(FILE), ResetReason.EPOCH_CHANGED),
                new ServerMessage.SubscriptionPosition(FILE, position(143).eventId(FILE)),
                new ServerMessage.SubscriptionRejected("s2", PROJECT, RejectReason.INSUFFICIENT_PERMISSIONS, null),
                new ServerMessage.SubscriptionRejected(
                        "s2", PROJECT, RejectReason.TEMPORARILY_UNAVAILABLE, Duration.ofSeconds(2)),
                new ServerMessage.SubscriptionRevoked(PROJECT, RevokeReason.PERMISSIONS_CHANGED),
                new ServerMessage.Unsubscribed("u1", FILE),
                new ServerMessage.Pong("p1", TIME),
                new ServerMessage.Result("c1", "comments.resolve", Payload.ofJson("{\"resolved\":true}")),
                new ServerMessage.Failure(
                        ErrorCode.CALL_FAILED,
                        "the comment is locked by somebody else",
                        new Context("c2", "call", null, -1, null).withAppCode("comment.locked_by_other")),
                new ServerMessage.Failure(
                        ErrorCode.INVALID_MESSAGE,
                        "resource_id must be a string",
                        new Context("b7", "subscribe", null, 2, null)),
                new ServerMessage.Failure(
                        ErrorCode.RATE_LIMITED,
                        "too many frames for limit subscribes",
                        new Context("b8", "subscribe", null, -1, Duration.ofMillis(12_400))),
                new ServerMessage.Failure(
                        ErrorCode.NOT_SUPPORTED,
                        "channels of this type do not offer it",
                        new Context(null, "presence", new Channel("user", "user_abc"), -1, null)),
                new ServerMessage.Failure(
                        ErrorCode.COMMENT_LOCKED,
                        "somebody else is editing this comment",
                        new Context("l1", "comment.lock", null, -1, Duration.ofMillis(21_500))
                                .about(new Context.Lock("comment_abc", ADA, TIME.plusSeconds(30)))));
    }

    private static List<ServerMessage> collaboration() {
        Payload cursor = Payload.ofJson("{\"status\":\"viewing\",\"cursor_position\":12}");
        return List.of(
                new CollaborationMessage.PresenceState(
                        FILE,
                        List.of(new CollaborationMessage.PresenceState.Present(
                                ADA, Payload.ofJson("{\"status\":\"commenting\"}"))),
                        1),
                new CollaborationMessage.PresenceUpdate(FILE, ADA, cursor, true),
                new CollaborationMessage.PresenceLeave(FILE, "user_def"),
                new CollaborationMessage.Signal(FILE, "cursor.moved", ADA, Payload.ofJson("{\"x\":0.25,\"y\":0.75}")),
                new CollaborationMessage.LockState(
                        FILE,
                        List.of(new CollaborationMessage.LockState.Locked("comment_abc", ADA, TIME.plusSeconds(30)))),
                new CollaborationMessage.CommentLocked(FILE, "comment_abc", ADA, TIME.plusSeconds(30)),
                new CollaborationMessage.CommentUnlocked(
                        null, FILE, "comment_abc", CollaborationMessage.UnlockReason.RELEASED),
                new CollaborationMessage.CommentLockGranted(
                        "l1", "comment_abc", 1_768_473_000_000_001L, TIME.plusSeconds(30)),
                new CollaborationMessage.CommentLockLost("comment_abc", CollaborationMessage.LossReason.TAKEN_OVER));
    }

    private static List<Event> events() {
        return List.of(
                new Event(
                        new EventContent(
                                FILE,
                                "comment.created",
                                TIME,
                                Payload.ofJson("{\"id\":\"comment_abc\",\"text\":\"Louder here?\",\"at\":34.5}"),
                                null,
                                "user_def",
                                null,
                                null,
                                null),
                        new Event.Entry(position(42), "00000000", TIME)),
                new Event(
                        new EventContent(
                                FILE,
                                "processing.progress",
                                TIME,
                                Payload.ofJson("{\"file_id\":\"file_xyz789\",\"percentage\":40}"),
                                null,
                                null,
                                null,
                                null,
                                "transcode"),
                        null));
    }

    private static Position position(long offset) {
        return new Position(EPOCH, offset, Position.tag((int) (offset * 0x9e3779b1L)));
    }
}
