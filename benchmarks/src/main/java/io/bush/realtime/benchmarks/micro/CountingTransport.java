package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;

/** Takes every batch at once and counts it. Thread safety: for one thread. */
public final class CountingTransport implements Transport {

    private final @Nullable Blackhole socket;
    private long frames;
    private long bytes;

    /**
     * Makes a transport.
     *
     * @param socket takes a view of the ready bytes of each batch, as with the fast bindings; null to only count. Nothing
     *     is kept: a new object stored in an old one is dear, and would be measured instead
     */
    public CountingTransport(@Nullable Blackhole socket) {
        this.socket = socket;
    }

    @Override
    public void send(FrameBatch batch, Completion completion) {
        frames += batch.frames().size();
        bytes += batch.sizeBytes();
        if (socket != null) {
            socket.consume(batch.wire());
        }
        completion.completed(null);
    }

    long frames() {
        return frames;
    }

    long bytes() {
        return bytes;
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
