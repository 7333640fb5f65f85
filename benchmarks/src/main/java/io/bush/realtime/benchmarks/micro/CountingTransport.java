package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes every batch at once and counts it. Thread safety: for one thread. */
public final class CountingTransport implements Transport {

    private final boolean asksForWire;
    private long frames;
    private long bytes;
    private @Nullable ByteBuffer view;

    /**
     * Makes a transport.
     *
     * @param asksForWire whether it takes a view of the ready bytes of each batch, as the fast bindings do
     */
    public CountingTransport(boolean asksForWire) {
        this.asksForWire = asksForWire;
    }

    @Override
    public void send(FrameBatch batch, Completion completion) {
        frames += batch.frames().size();
        bytes += batch.sizeBytes();
        if (asksForWire) {
            view = batch.wire();
        }
        completion.completed(null);
    }

    long frames() {
        return frames;
    }

    /** Bytes written, and what keeps the compiler from leaving the view out. */
    long bytes() {
        return bytes + (view == null ? 0 : view.remaining());
    }

    @Override
    public void ping() {}

    @Override
    public void close(int code, String reason) {}

    @Override
    public void abort() {}

    @Override
    public String path() {
        return "counting";
    }
}
