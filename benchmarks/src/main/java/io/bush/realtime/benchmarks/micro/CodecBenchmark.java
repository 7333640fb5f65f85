package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.protocol.BushDialect;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.InvalidMessageException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The wire format: each client action read, an event written. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class CodecBenchmark {

    private static final String FILE = "\"channel\":\"file\",\"resource_id\":\"file_xyz789\"";

    /** A client frame. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Sent {

        /** Which. */
        @Param({
            "authenticate",
            "subscribe",
            "subscribe_batch_50",
            "unsubscribe",
            "presence",
            "signal",
            "comment.lock",
            "comment.renew",
            "comment.unlock",
            "call",
            "ping"
        })
        public String action;

        private String text;

        /** Writes the frame. */
        @Setup
        public void write() {
            text = switch (action) {
                case "authenticate" -> "{\"action\":\"authenticate\",\"token\":\"" + "eyJhbGciOi".repeat(40) + "\"}";
                case "subscribe" -> "{\"action\":\"subscribe\",\"ref\":\"1\"," + FILE + "}";
                case "subscribe_batch_50" -> batch();
                case "unsubscribe" -> "{\"action\":\"unsubscribe\",\"ref\":\"2\"," + FILE + "}";
                case "presence" ->
                    "{\"action\":\"presence\"," + FILE + ",\"state\":{\"status\":\"viewing\",\"frame\":1234}}";
                case "signal" ->
                    "{\"action\":\"signal\"," + FILE
                            + ",\"event\":\"cursor.moved\",\"data\":{\"x\":0.25,\"y\":0.75,\"frame\":1234}}";
                case "comment.lock" -> "{\"action\":\"comment.lock\",\"comment_id\":\"comment_1\"," + FILE + "}";
                case "comment.renew", "comment.unlock" ->
                    "{\"action\":\"" + action + "\",\"comment_id\":\"comment_1\",\"lock_token\":42}";
                case "call" -> "{\"action\":\"call\",\"ref\":\"3\",\"method\":\"file.approve\",\"params\":{\"id\":7}}";
                default -> "{\"action\":\"ping\",\"ref\":\"4\"}";
            };
        }

        private static String batch() {
            StringBuilder text = new StringBuilder("{\"action\":\"subscribe\",\"ref\":\"1\",\"subscriptions\":[");
            for (int i = 0; i < 50; i++) {
                text.append(i == 0 ? "" : ",")
                        .append("{\"channel\":\"file\",\"resource_id\":\"file_")
                        .append(i)
                        .append("\"}");
            }
            return text.append("]}").toString();
        }
    }

    /** An event as it comes from the log. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Stored {

        /** Whether it has a number. */
        @Param({"durable", "volatile"})
        public String delivery;

        private Event event;

        /** Makes the event. */
        @Setup
        public void make() {
            Instant now = Instant.parse("2026-01-15T10:30:00.123Z");
            EventContent content = new EventContent(
                    BenchNode.CHANNEL, "comment.created", now, BenchNode.COMMENT, null, null, null, null, null);
            Position position = new Position(Position.epoch(now.toEpochMilli(), 7), 1234, Position.tag(99));
            boolean durable = delivery.equals("durable");
            event = new Event(content, durable ? new Event.Entry(position, Position.tag(98), now) : null);
        }
    }

    private final BushDialect dialect = new BushDialect();

    /** Reads a frame. */
    @Benchmark
    public ClientMessage decode(Sent sent) throws InvalidMessageException {
        return dialect.decode(sent.text);
    }

    /** Writes an event. */
    @Benchmark
    public @Nullable Frame encode(Stored stored) {
        return dialect.encode(stored.event, ViewClass.MEMBER);
    }
}
