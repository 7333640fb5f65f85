package io.bush.realtime.benchmarks.loopback;

import io.bush.realtime.benchmarks.heap.LiveHeap;
import io.bush.realtime.benchmarks.process.Child;
import io.bush.realtime.benchmarks.process.Line;
import java.io.IOException;
import java.time.Duration;

/** One way to send, under test: its server process and its client process. */
final class Subject implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration DELIVERY_PATIENCE = Duration.ofSeconds(30);

    final String name;
    private final Child server;
    private final Child client;
    private final Line listening;

    private Subject(String name, Child server, Child client, Line listening) {
        this.name = name;
        this.server = server;
        this.client = client;
        this.listening = listening;
    }

    static Subject start(String name, boolean pinned) throws IOException, InterruptedException {
        Child server = Child.start(pinned ? 0 : -1, "1g", "server", name);
        try {
            Child client = Child.start(pinned ? 1 : -1, "256m", "client");
            return new Subject(name, server, client, server.answer(PATIENCE));
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    void connect(Scenario scenario) throws IOException, InterruptedException {
        client.ask(
                Line.of(
                        "connect",
                        "port",
                        listening.number("port"),
                        "path",
                        listening.text("path"),
                        "greetings",
                        listening.number("greetings"),
                        "channels",
                        scenario.channels,
                        "subscribers",
                        scenario.subscribers),
                PATIENCE);
    }

    /** Runs a scenario for a while and says what it cost. */
    Measurement measure(Scenario scenario, Duration time) throws IOException, InterruptedException {
        client.ask(
                Line.of(
                        "arm",
                        "ack",
                        listening.number("ack"),
                        "per_event",
                        scenario.closedLoop() ? scenario.subscribers : 0),
                PATIENCE);
        Line before = server.ask(Line.of("cpu"), PATIENCE);
        Line published =
                server.ask(Line.of("run", "scenario", scenario.name(), "ms", time.toMillis()), time.plus(PATIENCE));
        long deliveries = published.number("events") * scenario.subscribers;
        Line result = client.ask(
                Line.of("await", "deliveries", deliveries, "ms", DELIVERY_PATIENCE.toMillis()),
                DELIVERY_PATIENCE.plus(PATIENCE));
        Line after = server.ask(Line.of("cpu"), PATIENCE);
        long gc = after.number("gc") - before.number("gc");
        long jit = after.number("jit") - before.number("jit");
        long cpu = after.number("all") - before.number("all") - jit;
        double received = Math.max(1, result.number("received"));
        double seconds = (result.number("last") - published.number("start")) / 1e9;
        return new Measurement(
                cpu / 1e3 / received,
                gc / 1e3 / received,
                result.number("cpu") / 1e3 / received,
                received / seconds,
                result.number("p50") / 1e3,
                result.number("p99") / 1e3,
                result.number("p999") / 1e3,
                published.number("late") / 1e6,
                result.number("received"),
                deliveries - result.number("received"),
                result.number("misplaced"));
    }

    LiveHeap heap() throws IOException, InterruptedException {
        return LiveHeap.ofText(server.ask(Line.of("heap"), PATIENCE).values());
    }

    String writer() throws IOException, InterruptedException {
        return server.ask(Line.of("writer"), PATIENCE).text("name");
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    /**
     * What one run cost.
     *
     * @param cpu server microseconds per delivery, compilers apart
     * @param gc of it the collector's
     * @param clientCpu the client's
     * @param rate deliveries a second
     * @param p50 milliseconds from when an event was due to when the client read it
     * @param p99 likewise
     * @param p999 likewise
     * @param late how late the publisher was at worst, in milliseconds
     * @param received deliveries
     * @param lost deliveries that never came
     * @param misplaced deliveries out of order or double
     */
    record Measurement(
            double cpu,
            double gc,
            double clientCpu,
            double rate,
            double p50,
            double p99,
            double p999,
            double late,
            long received,
            long lost,
            long misplaced) {}
}
