package io.bush.realtime.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client on the machine's own clock, threads and sockets. */
@Timeout(60)
class SystemClientTest {

    private static URI nobodyThere() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("ws://127.0.0.1:" + socket.getLocalPort() + "/v4/cable");
        }
    }

    @Test
    @Tag("P12")
    void runsTheApplicationsCodeOnItsOwnDaemonThreadAndGivesItBack() throws Exception {
        BushClient client = BushClient.builder(nobodyThere()).token("t").build();
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        client.connect().whenComplete((it, failure) -> {
            assertThat(failure).isInstanceOf(ConnectionException.class);
            ranOn.complete(Thread.currentThread());
        });
        Thread handlers = ranOn.get(20, TimeUnit.SECONDS);
        assertThat(handlers.getName()).isEqualTo("bush-client-handlers");
        assertThat(handlers.isDaemon()).isTrue();
        client.close();

        handlers.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(handlers.isAlive()).isFalse();
        assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void aStageMayBeWaitedForOutsideHandlers() throws Exception {
        try (BushClient client = BushClient.builder(nobodyThere()).token("t").build()) {
            CompletableFuture<Void> connected = client.connect().toCompletableFuture();

            assertThat(connected.handle((it, failure) -> failure).join())
                    .satisfies(it -> assertThat(reasonOf(it)).isEqualTo(Reason.UNREACHABLE));
        }
    }

    private static Reason reasonOf(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return ((ConnectionException) cause).reason();
    }
}
