package io.bush.realtime.jakarta.tck.ends;

import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The least a core does with a transport: queues, keeps one send in flight, sends a backlog together, and sends the next
 * batch from the completion of the last, so that a transport which completes inline would dig itself into the stack.
 */
public final class OutboundLoop {

    private static final int MOST_FRAMES = 64;
    private static final int MOST_BYTES = 1 << 16;

    private final Transport transport;
    private final Deque<Frame> queue = new ArrayDeque<>();
    private boolean inFlight;
    private int batches;
    private int sent;
    private int deepest;
    private @Nullable Throwable failure;

    /**
     * Makes an empty queue.
     *
     * @param transport under test
     */
    public OutboundLoop(Transport transport) {
        this.transport = transport;
    }

    /**
     * Queues a text and sends it as soon as nothing is in flight.
     *
     * @param text the text
     */
    public void offer(String text) {
        FrameBatch batch;
        synchronized (this) {
            queue.add(Frame.ofText(text));
            batch = next();
        }
        send(batch);
    }

    private @Nullable FrameBatch next() {
        if (inFlight || queue.isEmpty() || failure != null) {
            return null;
        }
        List<Frame> frames = new ArrayList<>();
        int bytes = 0;
        while (frames.size() < MOST_FRAMES && !queue.isEmpty()) {
            Frame frame = queue.element();
            if (!frames.isEmpty() && bytes + frame.sizeBytes() > MOST_BYTES) {
                break;
            }
            bytes += frame.sizeBytes();
            frames.add(queue.remove());
        }
        inFlight = true;
        batches++;
        return FrameBatch.of(frames);
    }

    private void send(@Nullable FrameBatch batch) {
        if (batch != null) {
            int frames = batch.frames().size();
            transport.send(batch, how -> completed(frames, how));
        }
    }

    private void completed(int frames, @Nullable Throwable how) {
        FrameBatch batch;
        synchronized (this) {
            inFlight = false;
            if (how == null) {
                sent += frames;
            } else {
                failure = how;
            }
            if (batches % 500 == 0) {
                deepest = Math.max(deepest, Thread.currentThread().getStackTrace().length);
            }
            batch = next();
            notifyAll();
        }
        send(batch);
    }

    /**
     * Waits until frames have been taken over by the socket.
     *
     * @param count how many
     */
    public void awaitSent(int count) {
        Wait.until(this, count + " frames sent", () -> sent >= count);
    }

    /**
     * Returns how many frames wait for the one in flight.
     *
     * @return the number
     */
    public synchronized int queued() {
        return queue.size();
    }

    /**
     * Returns how many writes were needed.
     *
     * @return the number
     */
    public synchronized int batches() {
        return batches;
    }

    /**
     * Returns the deepest stack seen in a completion.
     *
     * @return in frames
     */
    public synchronized int deepest() {
        return deepest;
    }
}
