package io.bush.realtime.jakarta.internal;

import io.bush.realtime.transport.FrameBatch;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.Behavior;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.ExtensionStack;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.Negotiated;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;

/**
 * Tries a rung before a client depends on it: writes a batch through a whole Jetty connection whose other end is memory
 * that takes a little at a time, and compares what arrives with what should. Linked only where Jetty is. Thread safety:
 * stateless.
 */
final class JettyProbe {

    private static final int WINDOW_BYTES = 1_000;
    private static final int MOST_READS = 10_000;

    private JettyProbe() {}

    /**
     * Tries a rung.
     *
     * @param rung one of Jetty's
     * @return whether every byte arrived, in order, and the write was reported as done
     */
    static boolean works(Rung rung) {
        return works(session -> new JettyWriter(session, rung));
    }

    /** Tries any writer. */
    static boolean works(Function<CoreSession, SocketWriter> writer) {
        FrameBatch batch = FrameBatch.of(List.of(text(5), text(125), text(126), text(0), text(4_000), text(65_535)));
        return Arrays.equals(bytes(batch.wire()), written(writer, batch));
    }

    private static io.bush.realtime.protocol.Frame text(int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) ('a' + i % 26);
        }
        return io.bush.realtime.protocol.Frame.ofUtf8(content);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }

    /** What a client that reads slowly gets; nothing when the write is not reported as done. */
    private static byte[] written(Function<CoreSession, SocketWriter> writer, FrameBatch batch) {
        ByteArrayEndPoint memory = new ByteArrayEndPoint(new byte[0], WINDOW_BYTES);
        CoreSession session = session(memory);
        AtomicReference<Object> result = new AtomicReference<>();
        writer.apply(session).write(batch, failure -> result.set(failure == null ? batch : failure));
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        for (int i = 0; i < MOST_READS; i++) {
            byte[] some = bytes(memory.takeOutput());
            arrived.writeBytes(some);
            if (some.length == 0) {
                break;
            }
        }
        return result.get() == batch ? arrived.toByteArray() : new byte[0];
    }

    private static CoreSession session(ByteArrayEndPoint endPoint) {
        ByteBufferPool buffers = new ArrayByteBufferPool();
        Scheduler never = new ScheduledExecutorScheduler();
        WebSocketComponents components = new WebSocketComponents(null, null, buffers, null, null, Runnable::run);
        ExtensionStack extensions = new ExtensionStack(components, Behavior.SERVER);
        extensions.negotiate(List.of(), List.of());
        Negotiated negotiated = new Negotiated(URI.create("ws://probe/"), null, false, extensions, "13");
        WebSocketCoreSession session = new WebSocketCoreSession(new Silent(), Behavior.SERVER, negotiated, components);
        WebSocketConnection connection = new WebSocketConnection(endPoint, Runnable::run, never, buffers, session);
        session.setWebSocketConnection(connection);
        endPoint.setConnection(connection);
        session.onOpen();
        return session;
    }

    /** Nobody: the probe only writes. */
    private static final class Silent implements FrameHandler {

        @Override
        public void onOpen(CoreSession session, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onFrame(Frame frame, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onError(Throwable cause, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onClosed(CloseStatus status, Callback callback) {
            callback.succeeded();
        }
    }
}
