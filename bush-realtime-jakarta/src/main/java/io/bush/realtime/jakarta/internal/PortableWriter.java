package io.bush.realtime.jakarta.internal;

import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes with the standard API, one text message after the other: works in every container and pays a system call for
 * each frame. Thread safety: as {@link SocketWriter}.
 */
final class PortableWriter implements SocketWriter {

    private final RemoteEndpoint.Async remote;

    PortableWriter(RemoteEndpoint.Async remote) {
        this.remote = remote;
    }

    @Override
    public String path() {
        return Rung.PORTABLE.path();
    }

    @Override
    public void write(FrameBatch batch, Result result) {
        new Chain(batch.frames(), result).run();
    }

    @Override
    public void ping() throws IOException {
        remote.sendPing(ByteBuffer.allocate(0));
    }

    @Override
    public boolean pingBlocks() {
        return true;
    }

    @Override
    public boolean close(int code, String reason) {
        return false;
    }

    /** The frames of one batch on their way, one in flight at a time. Owned by whoever runs the loop. */
    private final class Chain {

        private final List<Frame> frames;
        private final Result result;
        private int next;

        Chain(List<Frame> frames, Result result) {
            this.frames = frames;
            this.result = result;
        }

        /** Goes on until a frame does not finish inline; its handler then calls this again. */
        void run() {
            while (next < frames.size()) {
                Step step = new Step(this);
                try {
                    remote.sendText(frames.get(next).text(), step);
                } catch (RuntimeException refused) {
                    step.onResult(new SendResult(refused));
                }
                if (step.compareAndSet(null, Step.RETURNED)) {
                    return;
                }
                if (!sent(step.get())) {
                    return;
                }
            }
            result.written(null);
        }

        void resume(SendResult how) {
            if (sent(how)) {
                run();
            }
        }

        private boolean sent(@Nullable Object how) {
            if (how instanceof SendResult sent && !sent.isOK()) {
                Throwable cause = sent.getException();
                result.written(cause != null ? cause : new IOException("the container could not send"));
                return false;
            }
            next++;
            return true;
        }
    }

    /**
     * One frame's handler. Holds null until either the call has returned or the container has called back, then which
     * came first: containers call back inline, on another thread, twice or never.
     */
    private static final class Step extends AtomicReference<Object> implements SendHandler {

        private static final long serialVersionUID = 1;
        static final Object RETURNED = new Object();

        private final transient Chain chain;

        Step(Chain chain) {
            this.chain = chain;
        }

        @Override
        public void onResult(SendResult how) {
            if (!compareAndSet(null, how) && compareAndSet(RETURNED, how)) {
                chain.resume(how);
            }
        }
    }
}
