package io.bush.realtime.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.internal.lane.Scheduler;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Orders of a socket's two sides that no server can be made to bring about. */
@Tag("P12")
class JdkLinkTest {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final List<Object> heard = new ArrayList<>();
    /** What waits for the timer, by the order in which it was scheduled. */
    private final List<Runnable> timers = new ArrayList<>();

    private final Socket socket = new Socket();
    private final ClientTransport.Listener listener = new ClientTransport.Listener() {
        @Override
        public void opened() {
            heard.add("opened");
        }

        @Override
        public void heard() {}

        @Override
        public void message(String text, int sizeBytes) {
            heard.add(text);
        }

        @Override
        public void ended(ConnectionException cause) {
            heard.add(cause);
        }
    };
    private final Scheduler scheduler = (delay, task) -> {
        assertThat(delay).isEqualTo(CLOSE_TIMEOUT);
        timers.add(task);
        return () -> timers.remove(task);
    };
    private boolean clientClosed;
    /** Runs what it is given at once, until the client is closed. */
    private final Executor lane = task -> {
        if (!clientClosed) {
            task.run();
        }
    };

    private final JdkLink link = new JdkLink(listener, lane, scheduler, CLOSE_TIMEOUT);
    private final JdkReceiver receiver = new JdkReceiver(link, listener, lane, 1024);

    /** Takes messages and says of none that it has left. */
    private static final class Socket implements WebSocket {
        final List<String> taken = new ArrayList<>();
        CompletableFuture<WebSocket> underWay = new CompletableFuture<>();
        boolean aborted;

        @Override
        public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
            taken.add(data.toString());
            underWay = new CompletableFuture<>();
            return underWay;
        }

        @Override
        public CompletableFuture<WebSocket> sendClose(int code, String reason) {
            return sendText("close " + code, true);
        }

        @Override
        public void abort() {
            aborted = true;
        }

        @Override
        public void request(long n) {}

        @Override
        public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
            throw new AssertionError("the protocol has no binary messages");
        }

        @Override
        public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
            throw new AssertionError("the client's pings are messages");
        }

        @Override
        public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
            throw new AssertionError("the JDK sends pongs itself");
        }

        @Override
        public String getSubprotocol() {
            return "";
        }

        @Override
        public boolean isOutputClosed() {
            return false;
        }

        @Override
        public boolean isInputClosed() {
            return false;
        }
    }

    /** A send fails because the server has closed, before the reader has come to what it said. */
    private void aSendFailsFirst() {
        receiver.onOpen(socket);
        link.send("one");
        socket.underWay.completeExceptionally(new IOException("Output closed"));
        link.send("two");
        assertThat(socket.taken).containsExactly("one");
    }

    private ConnectionException end() {
        assertThat(heard.get(heard.size() - 1)).isInstanceOf(ConnectionException.class);
        return (ConnectionException) heard.get(heard.size() - 1);
    }

    @Test
    @Tag("seed000-9.5")
    void whyTheServerClosedIsHeardThoughASendFailedBefore() {
        aSendFailsFirst();
        receiver.onText(socket, "last words", true);
        receiver.onClose(socket, 4008, "rate limit");

        assertThat(heard).hasSize(3).startsWith("opened", "last words");
        assertThat(end().reason()).isEqualTo(Reason.CLOSED_BY_SERVER);
        assertThat(end().closeCode()).hasValue(4008);
    }

    @Test
    void aSendThatFailedEndsTheLinkWhenTheReaderSaysSoToo() {
        aSendFailsFirst();
        receiver.onError(socket, new IOException("Connection reset"));

        assertThat(heard).hasSize(2);
        assertThat(end().reason()).isEqualTo(Reason.LOST);
        assertThat(socket.aborted).isTrue();
        assertThat(timers).isEmpty();
    }

    @Test
    void aSendThatFailedEndsTheLinkThoughTheReaderNeverHearsOfIt() {
        aSendFailsFirst();
        assertThat(heard).containsExactly("opened");
        timers.remove(0).run();

        assertThat(heard).hasSize(2);
        assertThat(end().reason()).isEqualTo(Reason.LOST);
        assertThat(end()).hasMessageContaining("Output closed");
        assertThat(socket.aborted).isTrue();
    }

    @Test
    void aCloseBehindASendThatFailedWaitsNoLonger() {
        aSendFailsFirst();
        link.close(1000);
        assertThat(timers).hasSize(1);
        timers.remove(0).run();

        assertThat(heard).hasSize(2);
        assertThat(end().reason()).isEqualTo(Reason.LOST);
        assertThat(socket.aborted).isTrue();
    }

    @Test
    void nothingIsHeardOfASendThatFailedAfterAnAbort() {
        aSendFailsFirst();
        link.abort();
        receiver.onError(socket, new IOException("Connection reset"));

        assertThat(heard).containsExactly("opened");
        assertThat(timers).isEmpty();
    }

    @Test
    void aSocketThatOpensBehindTheEndOfItsClientIsDropped() {
        link.close(1000);
        assertThat(end().reason()).isEqualTo(Reason.CLOSED);
        clientClosed = true;
        receiver.onOpen(socket);

        assertThat(socket.aborted).isTrue();
        assertThat(heard).hasSize(1);
    }

    @Test
    void aSocketThatOpensBehindAnAbortIsDropped() {
        link.abort();
        receiver.onOpen(socket);

        assertThat(socket.aborted).isTrue();
        assertThat(heard).isEmpty();
    }

    @Test
    void aHandshakeThatIsGivenUpMayComeToItsEndButNotGoOnForEver() {
        CompletableFuture<WebSocket> underWay = new CompletableFuture<>();
        link.handshake(underWay);
        link.abort();
        assertThat(underWay).isNotDone();
        timers.remove(0).run();

        assertThat(underWay).isCancelled();
        assertThat(timers).isEmpty();
    }

    @Test
    void aHandshakeThatFailedLeavesNothingBehind() {
        CompletableFuture<WebSocket> underWay = new CompletableFuture<>();
        link.handshake(underWay);
        underWay.completeExceptionally(new IOException("refused"));
        link.end(ConnectionException.of(Reason.UNREACHABLE, "refused", null));

        assertThat(timers).isEmpty();
        assertThat(heard).hasSize(1);
    }
}
