package io.bush.realtime.client.internal.transport;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the JDK receives and puts whole messages together. Asks for more at once, whatever the client is doing:
 * without demand the JDK answers no ping, and the server would think the client dead.
 *
 * <p>Thread safety: called by the JDK, one call at a time; the fields belong to those calls.
 */
final class JdkReceiver implements WebSocket.Listener {

    private final JdkLink link;
    private final ClientTransport.Listener listener;
    private final Executor lane;
    private final int maxMessageBytes;
    /** The parts of the message under way; null between messages and for those of one part. */
    private @Nullable StringBuilder parts;
    /** Size of the message under way. */
    private long sizeBytes;
    /** A message was too large; nothing is passed on any more. */
    private boolean refused;

    JdkReceiver(JdkLink link, ClientTransport.Listener listener, Executor lane, int maxMessageBytes) {
        this.link = link;
        this.listener = listener;
        this.lane = lane;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public void onOpen(WebSocket socket) {
        lane.execute(() -> link.attach(socket));
        if (link.isOver()) {
            // The client may be closed, and its lane with it: nobody else would end a socket that opens now.
            socket.abort();
            return;
        }
        listener.opened();
        socket.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        listener.heard();
        if (!refused) {
            take(part, last);
        }
        socket.request(1);
        return null;
    }

    private void take(CharSequence part, boolean last) {
        sizeBytes += utf8Bytes(part);
        if (sizeBytes > maxMessageBytes) {
            refused = true;
            parts = null;
            lane.execute(() -> link.end(ConnectionException.of(
                    Reason.MESSAGE_TOO_LARGE,
                    "the server sent more than " + maxMessageBytes + " bytes at once",
                    null)));
        } else if (!last) {
            parts = (parts == null ? new StringBuilder() : parts).append(part);
        } else {
            String text = (parts == null ? part : parts.append(part)).toString();
            int size = (int) sizeBytes;
            parts = null;
            sizeBytes = 0;
            listener.message(text, size);
        }
    }

    /** A pair of surrogates is four bytes; counting two for each half survives a cut between them. */
    private static long utf8Bytes(CharSequence text) {
        return text.chars()
                .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate((char) c) ? 2 : 3)
                .sum();
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer data) {
        listener.heard();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
        listener.heard();
        socket.request(1);
        return null;
    }

    /** The protocol has no binary messages; one that comes anyway is of no use to anybody. */
    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        lane.execute(() -> link.closedByServer(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        lane.execute(() -> link.lost(failure));
    }
}
