package io.bush.realtime.internal.connection;

import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A socket whose sends complete inline or when the test says so. For one thread. */
final class ScriptedTransport implements Transport {

    boolean inline;
    /** The deepest stack a send came on, in frames. */
    int deepest;

    private final List<FrameBatch> batches = new ArrayList<>();
    private final Deque<Completion> held = new ArrayDeque<>();

    @Override
    public void send(FrameBatch batch, Completion completion) {
        batches.add(batch);
        if (batches.size() % 1_000 == 0) {
            deepest = Math.max(deepest, Thread.currentThread().getStackTrace().length);
        }
        if (inline) {
            completion.completed(null);
        } else {
            held.add(completion);
        }
    }

    /** Completes the oldest send; false when none is in flight. */
    boolean completeOne(@Nullable Throwable failure) {
        Completion oldest = held.poll();
        if (oldest != null) {
            oldest.completed(failure);
        }
        return oldest != null;
    }

    void completeAll() {
        while (completeOne(null)) {
            // each may bring the next
        }
    }

    List<String> texts() {
        return batches.stream()
                .flatMap(batch -> batch.frames().stream())
                .map(Frame::text)
                .toList();
    }

    List<Integer> batchSizes() {
        return batches.stream().map(batch -> batch.frames().size()).toList();
    }

    @Override
    public void ping() {}

    @Override
    public void close(int code, String reason) {}

    @Override
    public void abort() {}

    @Override
    public String path() {
        return "scripted";
    }
}
