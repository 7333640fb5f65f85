package io.bush.realtime.benchmarks.loopback;

import io.bush.realtime.benchmarks.process.Line;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Publishes by a scenario's timetable, or in a closed loop with the client. Runs on the thread that calls it. */
final class Publisher implements AutoCloseable {

    private final Sink sink;
    private final ServerSocket acknowledgements;
    private final AtomicLong acknowledged = new AtomicLong();
    private final Thread publisher = Thread.currentThread();
    /** Last number of each channel. */
    private final Map<Integer, Integer> numbers = new HashMap<>();
    /** How late the latest turn began, in nanoseconds. */
    private long worstLateness;

    Publisher(Sink sink) throws IOException {
        this.sink = sink;
        this.acknowledgements = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread reader = new Thread(this::readAcknowledgements, "acknowledgements");
        reader.setDaemon(true);
        reader.start();
    }

    int port() {
        return acknowledgements.getLocalPort();
    }

    Line run(Scenario scenario, Duration time) {
        worstLateness = 0;
        long start = System.nanoTime();
        long end = start + time.toNanos();
        long events = scenario.closedLoop() ? closedLoop(end) : paced(scenario, start, end);
        return Line.of("published", "events", events, "start", start, "late", worstLateness);
    }

    private long paced(Scenario scenario, long start, long end) {
        long events = 0;
        int channel = 0;
        for (long due = start; due - end < 0; due += scenario.period.toNanos()) {
            long wait = due - System.nanoTime();
            while (wait > 0) {
                LockSupport.parkNanos(this, wait);
                wait = due - System.nanoTime();
            }
            worstLateness = Math.max(worstLateness, -wait);
            for (int i = 0; i < scenario.channelsPerTurn; i++) {
                for (int j = 0; j < scenario.burst; j++) {
                    publish(channel, due);
                    events++;
                }
                channel = (channel + 1) % scenario.channels;
            }
        }
        return events;
    }

    private long closedLoop(long end) {
        long before = acknowledged.get();
        long events = 0;
        while (System.nanoTime() - end < 0) {
            if (events - (acknowledged.get() - before) >= Scenario.WINDOW) {
                LockSupport.parkNanos(this, 1_000_000);
            } else {
                publish(0, System.nanoTime());
                events++;
            }
        }
        return events;
    }

    private void publish(int channel, long due) {
        sink.publish(channel, Comment.of(numbers.merge(channel, 1, Integer::sum), due));
    }

    /** Each byte stands for one event that everybody has. */
    private void readAcknowledgements() {
        while (!acknowledgements.isClosed()) {
            try (Socket client = acknowledgements.accept();
                    InputStream in = client.getInputStream()) {
                byte[] bytes = new byte[1_024];
                int count = in.read(bytes);
                while (count >= 0) {
                    acknowledged.addAndGet(count);
                    LockSupport.unpark(publisher);
                    count = in.read(bytes);
                }
            } catch (IOException gone) {
                // The next client, if there is one.
            }
        }
    }

    @Override
    public void close() throws IOException {
        acknowledgements.close();
    }
}
