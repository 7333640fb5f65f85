package io.bush.realtime.internal.connection;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.observe.LimiterFigures;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.InvalidMessageException;
import io.bush.realtime.protocol.ServerMessage.Failure.Context;
import io.bush.realtime.ratelimit.ConnectionLimiter;
import io.bush.realtime.ratelimit.ConnectionLimiter.Consequence;
import io.bush.realtime.ratelimit.ConnectionLimiter.Decision;
import io.bush.realtime.transport.TransportListener;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a connection: counts and decodes what comes in and applies the limits (contract §3.4, §3.5), then
 * hands valid messages to the handler. Thread safety: the listener methods are called by one container thread at a time;
 * the rest runs on the connection's lane.
 */
final class InboundFrames implements TransportListener {

    /** Most bytes of client frames that may wait for the lane: more than any honest client, less than any harm. */
    private static final int MAX_PENDING_BYTES = 1 << 20;

    private static final int FRAME_OVERHEAD = 64;

    private final Connection connection;
    private final InboundText text;
    private final ConnectionLimiter limiter;
    /** Bytes of frames that wait for the lane; guarded by this. */
    private int pendingBytes;

    InboundFrames(Connection connection, NodeContext node) {
        this.connection = connection;
        this.text = new InboundText(node.settings().connections().messageBytes());
        this.limiter =
                new ConnectionLimiter(node.settings().rates(), node.runtime().clock());
    }

    @Override
    public void onTextPart(String part) {
        connection.heard();
        if (!connection.closing() && !text.add(part)) {
            connection.close(CloseCode.MESSAGE_TOO_BIG);
        }
    }

    @Override
    public void onTextEnd(String part) {
        connection.heard();
        if (connection.closing()) {
            return;
        }
        String whole = text.end(part);
        int bytes = text.takeBytes();
        if (bytes > InboundText.SKIM_BYTES) {
            connection.close(CloseCode.MESSAGE_TOO_BIG);
        } else {
            enqueue(whole == null ? 0 : bytes, () -> receive(whole, bytes));
        }
    }

    @Override
    public void onBinary() {
        connection.heard();
        enqueue(
                0,
                () -> invalid(ErrorCode.INVALID_MESSAGE, "binary frames are not part of the protocol", Context.NONE));
    }

    @Override
    public void onPong() {
        connection.heard();
    }

    @Override
    public void onClosed(int code) {
        connection.lost(code);
    }

    private void enqueue(int bytes, Runnable work) {
        int charged = bytes + FRAME_OVERHEAD;
        if (pending(charged) > MAX_PENDING_BYTES) {
            connection.close(CloseCode.RATE_LIMITED);
            return;
        }
        connection.lane().execute(() -> {
            var unused = pending(-charged);
            if (!connection.closing()) {
                work.run();
            }
        });
    }

    private synchronized int pending(int moreBytes) {
        pendingBytes += moreBytes;
        return pendingBytes;
    }

    private void receive(@Nullable String whole, int bytes) {
        node().counters().messagesIn.increment();
        node().listener().messageIn(connection.id(), bytes);
        if (whole == null) {
            int limit = node().settings().connections().messageBytes();
            invalid(ErrorCode.MESSAGE_TOO_LARGE, "a frame has at most " + limit + " bytes", Context.NONE);
            return;
        }
        ClientMessage message;
        try {
            message = connection.dialect().decode(whole);
        } catch (InvalidMessageException e) {
            String why = e.getMessage() == null ? "invalid message" : e.getMessage();
            invalid(e.code(), why, new Context(e.ref(), e.action(), null, e.index(), null));
            return;
        }
        if (admitted(message)) {
            node().listener().action(connection.id(), message.action());
            connection.handler().onMessage(message);
        }
    }

    private void invalid(ErrorCode code, String why, Context context) {
        connection.fail(code, why, context);
        if (limiter.invalid()) {
            connection.close(CloseCode.INVALID_MESSAGES);
        }
    }

    private boolean admitted(ClientMessage message) {
        if (limiter.admit(message.action()) instanceof Decision.Refused refused) {
            String limit = refused.limit().limitName();
            node().counters().limiterHits.increment();
            node().listener().limiterHit(connection.id(), limit);
            connection.fail(
                    ErrorCode.RATE_LIMITED,
                    "too many frames for limit " + limit,
                    Context.of(message).after(refused.retryAfter()));
            Principal who = connection.principal();
            if (who != null && refused.consequence() != Consequence.NONE) {
                // At once, not at the end: the next connection may be another tab of this moment.
                bequeathHits(who.id());
            }
            if (refused.consequence() == Consequence.CLOSE) {
                connection.close(CloseCode.RATE_LIMITED);
            }
            return false;
        }
        return true;
    }

    /** Takes over the hits of the principal's earlier connections. */
    void inheritHits(String principalId) {
        limiter.inherit(node().hits().recall(principalId));
    }

    /** Leaves the hits for the principal's next connection. */
    void bequeathHits(String principalId) {
        node().hits().remember(principalId, limiter.hits());
    }

    private NodeContext node() {
        return connection.node();
    }

    /** Gives up memory that an idle connection does not need. */
    void tidy() {
        limiter.forgetExpired();
    }

    void resetLimits() {
        limiter.reset();
    }

    Map<String, LimiterFigures.Figure> limiterFigures() {
        Map<String, LimiterFigures.Figure> figures = new TreeMap<>();
        for (ConnectionLimiter.Kind kind : ConnectionLimiter.Kind.values()) {
            figures.put(
                    kind.limitName(),
                    new LimiterFigures.Figure(
                            limiter.limit(kind).max(), limiter.remaining(kind), limiter.resetAfter(kind)));
        }
        return figures;
    }
}
