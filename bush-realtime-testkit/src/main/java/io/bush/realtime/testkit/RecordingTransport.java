package io.bush.realtime.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.time.Clock;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A socket that keeps everything it is given. What is recorded was handed over, whether or not its send has completed.
 *
 * <p>Breaches of the seam's rules are not thrown, because a transport must not throw, but kept in {@link #offences}:
 * a send while another is in flight, and a send after {@link #close} or {@link #abort} is answered with a failure and
 * counted in {@link #refused}. Thread safety: safe for use by any thread.
 */
public final class RecordingTransport implements Transport {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Clock clock;
    /** When sends complete. Guarded by this object's monitor, as everything below. */
    private Completing completing;
    /** What was sent, oldest first. */
    private final List<Sent> sent = new ArrayList<>();
    /** Sizes of the batches in frames. */
    private final List<Integer> batches = new ArrayList<>();
    /** Sends that have not completed. */
    private final Deque<Completion> inFlight = new ArrayDeque<>();
    /** Sentences about broken rules. */
    private final List<String> offences = new ArrayList<>();
    /** How the socket was closed; null while open. */
    private @Nullable Closed closed;
    /** Whether it was ended without a close frame. */
    private boolean aborted;
    /** Pings sent. */
    private int pings;
    /** Sends that came after the end. */
    private int refused;

    /** When a send completes. */
    public enum Completing {
        /** Before {@link Transport#send} returns. */
        INLINE,
        /** When the test says so. */
        HELD
    }

    /**
     * One frame.
     *
     * @param atNanos the monotonic clock when it was handed over
     * @param json the frame
     * @param text the frame as it was sent
     */
    public record Sent(long atNanos, JsonNode json, String text) {

        /**
         * Names the frame for a test's eyes: the {@code type} of a control frame, the {@code event} of an event.
         *
         * @return for example {@code subscription.confirmed} or {@code comment.created}
         */
        public String name() {
            return json.path(json.has("type") ? "type" : "event").asText("?");
        }
    }

    /**
     * How the socket was closed.
     *
     * @param code the close code
     * @param reason the reason
     */
    public record Closed(int code, String reason) {}

    /**
     * Makes an open socket.
     *
     * @param clock gives the times of what is sent
     * @param completing when sends complete, until changed
     */
    public RecordingTransport(Clock clock, Completing completing) {
        this.clock = clock;
        this.completing = completing;
    }

    @Override
    public void send(FrameBatch batch, Completion completion) {
        IOException failure = null;
        synchronized (this) {
            if (closed != null || aborted) {
                refused++;
                failure = new IOException("the socket has ended");
            } else {
                record(batch);
                if (!inFlight.isEmpty()) {
                    offences.add("a send while another was in flight");
                }
                if (completing == Completing.HELD) {
                    inFlight.add(completion);
                    return;
                }
            }
        }
        completion.completed(failure);
    }

    private void record(FrameBatch batch) {
        batches.add(batch.frames().size());
        for (Frame frame : batch.frames()) {
            sent.add(new Sent(clock.nanoTime(), parse(frame.text()), frame.text()));
        }
        notifyAll();
    }

    private static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a frame that is no JSON was sent: " + text, e);
        }
    }

    @Override
    public synchronized void ping() {
        pings++;
    }

    @Override
    public synchronized void close(int code, String reason) {
        if (closed == null && !aborted) {
            closed = new Closed(code, reason);
            notifyAll();
        }
    }

    @Override
    public synchronized void abort() {
        aborted = true;
        notifyAll();
    }

    @Override
    public String path() {
        return "recording";
    }

    /**
     * Changes when later sends complete. Those held stay held.
     *
     * @param when from now on
     */
    public synchronized void complete(Completing when) {
        completing = when;
    }

    /**
     * Completes the oldest held send.
     *
     * @param failure why it failed; null for success
     * @return false when none was held
     */
    public boolean release(@Nullable Throwable failure) {
        Completion oldest;
        synchronized (this) {
            oldest = inFlight.poll();
        }
        if (oldest == null) {
            return false;
        }
        oldest.completed(failure);
        return true;
    }

    /** Completes later sends inline, and all held ones now. */
    public void releaseAll() {
        complete(Completing.INLINE);
        while (release(null)) {
            // a completion may have sent more, which completes inline
        }
    }

    /**
     * Returns everything sent.
     *
     * @return a copy, oldest first
     */
    public synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    /**
     * Returns the names of everything sent.
     *
     * @return types of control frames and names of events, oldest first
     */
    public synchronized List<String> names() {
        return sent.stream().map(Sent::name).toList();
    }

    /**
     * Returns the frames of one name.
     *
     * @param name a control frame's type or an event's name
     * @return the frames, oldest first
     */
    public synchronized List<JsonNode> frames(String name) {
        return sent.stream()
                .filter(it -> it.name().equals(name))
                .map(Sent::json)
                .toList();
    }

    /**
     * Returns the only frame of one name.
     *
     * @param name a control frame's type or an event's name
     * @return the frame
     * @throws AssertionError when there is none, or more than one
     */
    public JsonNode only(String name) {
        List<JsonNode> found = frames(name);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " frames named " + name + " among " + names());
        }
        return found.get(0);
    }

    /** Forgets everything sent so far. */
    public synchronized void clear() {
        sent.clear();
        batches.clear();
    }

    /**
     * Waits for a frame of one name, for tests with real threads.
     *
     * @param name a control frame's type or an event's name
     * @param deadline how long to wait at most
     * @return the first such frame
     * @throws AssertionError when none comes in time; the message names what came
     */
    public JsonNode await(String name, Duration deadline) {
        return await(it -> it.name().equals(name), name, deadline);
    }

    private synchronized JsonNode await(Predicate<Sent> wanted, String what, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            for (Sent frame : sent) {
                if (wanted.test(frame)) {
                    return frame.json();
                }
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("no " + what + " within " + deadline + ", only " + names());
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }

    /**
     * Returns how many frames each write held.
     *
     * @return one number for each send, oldest first
     */
    public synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    /**
     * Returns how many sends have not completed.
     *
     * @return 0, or 1 if the rules are kept
     */
    public synchronized int inFlight() {
        return inFlight.size();
    }

    /**
     * Returns the close code.
     *
     * @return empty while open, or when aborted first
     */
    public synchronized OptionalInt closeCode() {
        return closed == null ? OptionalInt.empty() : OptionalInt.of(closed.code());
    }

    /**
     * Returns how the socket was closed.
     *
     * @return null while open, or when aborted first
     */
    public synchronized @Nullable Closed closed() {
        return closed;
    }

    /**
     * Tells whether the socket was ended without a close frame.
     *
     * @return true after {@link #abort}
     */
    public synchronized boolean aborted() {
        return aborted;
    }

    /**
     * Returns how many pings were sent.
     *
     * @return 0 or more
     */
    public synchronized int pings() {
        return pings;
    }

    /**
     * Returns how many sends came after the end.
     *
     * @return 0 or more
     */
    public synchronized int refused() {
        return refused;
    }

    /**
     * Returns which rules of the seam were broken.
     *
     * @return a sentence each; empty when none was
     */
    public synchronized List<String> offences() {
        return List.copyOf(offences);
    }
}
