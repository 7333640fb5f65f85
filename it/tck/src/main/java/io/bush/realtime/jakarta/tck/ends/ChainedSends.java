package io.bush.realtime.jakarta.tck.ends;

import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Sends one frame after the other, each from the completion of the one before. */
public final class ChainedSends {

    private final Transport transport;
    private final int count;
    private int done;
    private int deepest;
    private @Nullable Throwable failure;

    /**
     * Makes a chain.
     *
     * @param transport under test
     * @param count how many frames
     */
    public ChainedSends(Transport transport, int count) {
        this.transport = transport;
        this.count = count;
    }

    /** Sends the first. */
    public void start() {
        send(0);
    }

    private void send(int number) {
        transport.send(FrameBatch.of(Frame.ofText("c" + number)), how -> completed(number, how));
    }

    private void completed(int number, @Nullable Throwable how) {
        synchronized (this) {
            done++;
            failure = how;
            if (number % 500 == 0) {
                deepest = Math.max(deepest, Thread.currentThread().getStackTrace().length);
            }
            notifyAll();
        }
        if (how == null && number + 1 < count) {
            send(number + 1);
        }
    }

    /** Waits until all are done. */
    public void awaitDone() {
        Wait.until(this, count + " sends, failure " + failure, () -> done == count);
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
