package io.bush.realtime.it.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.it.relay.RelayFaults.Then;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a relay does to two sockets; what it does between a driver and Redis is tested there. */
@Timeout(60)
class RelayTest {

    private static final int SHORT_MILLIS = 100;
    private static final int TIMEOUT_MILLIS = 20_000;

    private ServerSocket server;
    private Relay relay;
    private Socket near;
    private Socket far;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        relay = Relay.to(server.getLocalPort());
        near = dial();
        far = server.accept();
        far.setSoTimeout(TIMEOUT_MILLIS);
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
        server.close();
        relay.close();
    }

    private Socket dial() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static void say(Socket from, String text) throws IOException {
        from.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hear(Socket at, int bytes) throws IOException {
        return new String(at.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    private static void hearsNothing(Socket at) throws IOException {
        at.setSoTimeout(SHORT_MILLIS);
        assertThatThrownBy(() -> at.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        at.setSoTimeout(TIMEOUT_MILLIS);
    }

    @Test
    void anEndReachesBothSidesBehindWhatWasSaid() throws IOException {
        say(near, "to");
        say(far, "fro");
        assertThat(hear(far, 2)).isEqualTo("to");
        assertThat(hear(near, 3)).isEqualTo("fro");

        relay.all().end();

        assertThat(near.getInputStream().read()).isEqualTo(-1);
        assertThat(far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aHalfCloseLeavesTheOtherDirectionOpen() throws IOException {
        relay.all().endRequests();

        assertThat(far.getInputStream().read()).isEqualTo(-1);
        say(near, "into the void");
        say(far, "still here");
        assertThat(hear(near, 10)).isEqualTo("still here");
    }

    @Test
    void theOtherHalfCloseDoesToo() throws IOException {
        relay.all().endReplies();

        assertThat(near.getInputStream().read()).isEqualTo(-1);
        say(far, "into the void");
        say(near, "still here");
        assertThat(hear(far, 10)).isEqualTo("still here");
    }

    @Test
    void cutsEndsAndStallsBehindExactlySoManyBytes() throws IOException {
        relay.all().afterReplies(3, Then.STALL);
        say(far, "0123456789");
        assertThat(hear(near, 3)).isEqualTo("012");
        hearsNothing(near);
        relay.all().heal();
        assertThat(hear(near, 7)).isEqualTo("3456789");

        relay.all().afterReplies(10, Then.END);
        say(far, "01234");
        assertThat(hear(near, 5)).isEqualTo("01234");
        say(far, "56789 and more");
        assertThat(hear(near, 100)).isEqualTo("56789");

        near = dial();
        far = server.accept();
        relay.all().afterReplies(0, Then.CUT);
        say(far, "nothing of this");
        assertThatThrownBy(() -> near.getInputStream().read()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> relay.all().afterReplies(-1, Then.CUT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsDoneToConnectionsSetApartIsNotDoneToNewOnes() throws IOException {
        RelayFaults former = relay.setApart();
        former.stall();
        say(near, "held");
        try (Socket next = dial();
                Socket its = server.accept()) {
            say(next, "passes");
            assertThat(hear(its, 6)).isEqualTo("passes");
            hearsNothing(far);
            former.heal();
            assertThat(hear(far, 4)).isEqualTo("held");
            relay.all().cut();
            assertThatThrownBy(() -> next.getInputStream().read()).isInstanceOf(IOException.class);
            assertThat(former.connections()).isEqualTo(1);
        }
    }
}
