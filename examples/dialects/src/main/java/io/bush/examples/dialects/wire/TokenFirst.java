package io.bush.examples.dialects.wire;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.polling.PollReply;
import io.bush.realtime.polling.PollRequest;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.Admission;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A gate for protocols whose token comes with the handshake or not at all: without one nobody waits for it, the answer is HTTP
 * 401. A bad one is told in the dialect's own words before the socket is closed, if it has any. Thread safety: any thread.
 */
public final class TokenFirst implements ConnectionGate {

    private final ConnectionGate gate;
    private final @Nullable Supplier<Frame> lastWords;

    /**
     * Wraps a gate.
     *
     * @param gate the node's
     * @param lastWords makes what a client with a bad token is sent before the close; null for nothing
     */
    public TokenFirst(ConnectionGate gate, @Nullable Supplier<Frame> lastWords) {
        this.gate = gate;
        this.lastWords = lastWords;
    }

    @Override
    public Admission admit(Handshake handshake) {
        // The attempt is counted in any case.
        Admission admission = gate.admit(handshake);
        CloseCode code = CloseCode.AUTHENTICATION_FAILED;
        return admission instanceof Admission.Admitted && !hasToken(handshake)
                ? new Admission.Refused(401, code.code(), code.reason(), Duration.ZERO)
                : admission;
    }

    private static boolean hasToken(Handshake handshake) {
        return !handshake.parameter("token").isEmpty()
                || !handshake.header("authorization").isEmpty()
                || handshake.header("sec-websocket-protocol").stream().anyMatch(value -> value.contains("bearer."));
    }

    @Override
    public CompletionStage<Admission> checkToken(Handshake handshake) {
        return gate.checkToken(handshake);
    }

    @Override
    public TransportListener open(Handshake handshake, Transport transport) {
        return gate.open(handshake, lastWords == null ? transport : new Explaining(transport, lastWords));
    }

    @Override
    public CompletionStage<PollReply> poll(Handshake handshake, PollRequest request) {
        return gate.poll(handshake, request);
    }

    /** Says why before it closes, if nothing was ever sent: then nothing can be in flight. */
    private static final class Explaining implements Transport {

        private final Transport socket;
        private final Supplier<Frame> lastWords;
        /** Whether the connection was established; written by the one who sends, before it can end. */
        private volatile boolean used;

        Explaining(Transport socket, Supplier<Frame> lastWords) {
            this.socket = socket;
            this.lastWords = lastWords;
        }

        @Override
        public void send(FrameBatch batch, Completion completion) {
            used = true;
            socket.send(batch, completion);
        }

        @Override
        public void close(int code, String reason) {
            if (used || code != CloseCode.AUTHENTICATION_FAILED.code()) {
                socket.close(code, reason);
            } else {
                used = true;
                socket.send(FrameBatch.of(lastWords.get()), failure -> socket.close(code, reason));
            }
        }

        @Override
        public void ping() {
            socket.ping();
        }

        @Override
        public void abort() {
            socket.abort();
        }

        @Override
        public String path() {
            return socket.path();
        }
    }
}
