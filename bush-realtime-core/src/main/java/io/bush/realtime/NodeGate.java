package io.bush.realtime;

import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Credentials;
import io.bush.realtime.internal.action.ActionContext;
import io.bush.realtime.internal.action.Session;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.HandshakeTokens;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.lane.Question;
import io.bush.realtime.internal.polling.Polls;
import io.bush.realtime.polling.PollReply;
import io.bush.realtime.polling.PollRequest;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.transport.Admission;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lets sockets in (contract §3.1, §3.6). Thread safety: safe for use by any thread. */
final class NodeGate implements ConnectionGate {

    private static final Admission ADMITTED = new Admission.Admitted();
    private static final Duration BUSY_RETRY = Duration.ofSeconds(5);

    private final ActionContext context;
    private final NodeContext node;
    private final Dialect dialect;
    private final Polls polls;

    NodeGate(ActionContext context, Dialect dialect, Polls polls) {
        this.context = context;
        this.polls = polls;
        this.node = context.node();
        this.dialect = dialect;
    }

    /** The same gate for sockets of another dialect. */
    NodeGate speaking(Dialect other) {
        return new NodeGate(context, Objects.requireNonNull(other, "dialect"), polls);
    }

    void shut() {
        node.registry().shut();
    }

    boolean isShut() {
        return node.registry().isShut();
    }

    @Override
    public Admission admit(Handshake handshake) {
        Optional<Duration> tooMany = node.addresses().attempt(handshake.remoteAddress());
        if (tooMany.isPresent()) {
            return tooManyFromHere(tooMany.get());
        }
        boolean full = node.registry().unauthenticated()
                >= node.settings().connections().unauthenticated();
        return isShut() || full ? unavailable() : ADMITTED;
    }

    @Override
    public CompletionStage<Admission> checkToken(Handshake handshake) {
        HandshakeTokens tokens = HandshakeTokens.in(handshake);
        String token = tokens.found();
        if (token == null) {
            return CompletableFuture.completedFuture(ADMITTED);
        }
        if (tokens.conflicting()) {
            return CompletableFuture.completedFuture(refuseToken(handshake));
        }
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        Question.ask(
                node.runtime(),
                node.lanes().of(handshake.path()),
                node.settings().access().askDeadline(),
                () -> context.authenticator().authenticate(new Credentials(token, handshake.remoteAddress())),
                (authentication, failure) -> answer.complete(judge(handshake, authentication, failure)));
        return answer;
    }

    private Admission judge(Handshake handshake, @Nullable Authentication authentication, @Nullable Throwable failure) {
        if (failure != null) {
            node.listener().failed("Authenticator", failure);
            return unavailable();
        }
        Instant expiresAt = authentication == null ? Instant.MIN : authentication.expiresAt();
        boolean good =
                expiresAt == null || expiresAt.isAfter(node.runtime().clock().wallTime());
        return good ? ADMITTED : refuseToken(handshake);
    }

    private Admission refuseToken(Handshake handshake) {
        Optional<Duration> tooMany = node.addresses().authFailed(handshake.remoteAddress());
        return tooMany.isPresent()
                ? tooManyFromHere(tooMany.get())
                : refusal(401, CloseCode.AUTHENTICATION_FAILED, Duration.ZERO);
    }

    private static Admission tooManyFromHere(Duration retryAfter) {
        return refusal(429, CloseCode.RATE_LIMITED, retryAfter);
    }

    private static Admission unavailable() {
        return refusal(503, CloseCode.SERVICE_RESTART, BUSY_RETRY);
    }

    private static Admission refusal(int status, CloseCode code, Duration retryAfter) {
        return new Admission.Refused(status, code.code(), code.reason(), retryAfter);
    }

    @Override
    public TransportListener open(Handshake handshake, Transport transport) {
        Connection connection = new Connection(
                node,
                transport,
                dialect,
                handshake.remoteAddress(),
                opening -> new Session(opening, context, handshake));
        return connection.start();
    }

    @Override
    public CompletionStage<PollReply> poll(Handshake handshake, PollRequest request) {
        return polls.poll(handshake, request);
    }

    /** Answers the polls under way, and takes no more. */
    void endPolls() {
        polls.close();
    }
}
