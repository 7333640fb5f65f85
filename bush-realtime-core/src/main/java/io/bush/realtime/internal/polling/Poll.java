package io.bush.realtime.internal.polling;

import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Credentials;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.internal.connection.HandshakeTokens;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.internal.lane.Question;
import io.bush.realtime.polling.PollReply;
import io.bush.realtime.polling.PollRequest;
import io.bush.realtime.protocol.ClientMessage.Subscribe.Item;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.time.Scheduler.Cancellable;
import io.bush.realtime.transport.Handshake;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One poll from its token to its answer (contract §3.1, §3.16). It is answered once, in time, whatever becomes of the
 * questions. Thread safety: on its lane only, but for {@link #begin} and {@link #give}.
 */
final class Poll implements PollRun.End {

    private static final Duration BUSY_RETRY = Duration.ofSeconds(5);
    private static final Duration UNKNOWN_RETRY = Duration.ofSeconds(2);
    private static final Duration UNDER_WAY_RETRY = Duration.ofSeconds(1);
    /** How soon a client is asked to come for what did not fit into one answer. */
    private static final Duration MORE = Duration.ofSeconds(1);

    private final PollContext context;
    private final NodeContext node;
    private final Handshake handshake;
    private final PollRequest request;
    private final List<Item> wanted;
    private final PollSlots.Slot slot;
    private final Lane lane;
    private final long began;
    private final CompletableFuture<PollReply> reply = new CompletableFuture<>();
    /** Who asks; null until the token was judged. */
    private @Nullable Principal principal;

    Poll(
            PollContext context,
            Handshake handshake,
            PollRequest request,
            List<Item> wanted,
            PollSlots.Slot slot,
            Lane lane) {
        this.context = context;
        this.node = context.node();
        this.handshake = handshake;
        this.request = request;
        this.wanted = wanted;
        this.slot = slot;
        this.lane = lane;
        this.began = node.nanoTime();
    }

    CompletionStage<PollReply> begin(HandshakeTokens tokens) {
        Cancellable late =
                node.runtime().scheduler().schedule(context.settings().deadline(), () -> give(busy(), 0, 0));
        slot.whenClosed(() -> give(busy(), 0, 0));
        String token = tokens.found();
        if (token == null || tokens.conflicting()) {
            lane.execute(this::refuseToken);
        } else {
            Question.ask(
                    node.runtime(),
                    lane,
                    node.settings().access().askDeadline(),
                    () -> context.actions()
                            .authenticator()
                            .authenticate(new Credentials(token, handshake.remoteAddress())),
                    this::judged);
        }
        return reply.whenComplete((given, failure) -> late.cancel());
    }

    // ---- who asks ----

    private void judged(@Nullable Authentication answer, @Nullable Throwable failure) {
        if (over()) {
            return;
        }
        if (failure != null) {
            node.listener().failed("Authenticator", failure);
            give(busy(), 0, 0);
        } else if (answer == null || hasEnded(answer.expiresAt())) {
            refuseToken();
        } else {
            admit(answer.principal());
        }
    }

    private boolean hasEnded(@Nullable Instant expiresAt) {
        return expiresAt != null && !expiresAt.isAfter(node.runtime().clock().wallTime());
    }

    private void refuseToken() {
        Optional<Duration> tooMany = node.addresses().authFailed(handshake.remoteAddress());
        give(tooMany.map(Poll::rateLimited).orElseGet(Poll::unauthenticated), 0, 0);
    }

    private void admit(Principal who) {
        String limited = limitedBy(who);
        if (limited != null && !slot.claim(limited)) {
            give(rateLimited(UNDER_WAY_RETRY), 0, 0);
            return;
        }
        Optional<Duration> tooMany =
                limited == null ? Optional.empty() : context.limiter().take(limited);
        if (tooMany.isPresent()) {
            give(rateLimited(tooMany.get()), 0, 0);
            return;
        }
        principal = who instanceof Principal.ShareGuest guest
                ? new Principal.ShareGuest(node.newId("guest_"), guest.shareId(), guest.name())
                : who;
        new PollRun(context.actions(), context.log(), lane, principal, wanted, this).begin();
    }

    /** Whose polls are counted together; null where nobody knows, as with every limit by address. */
    private @Nullable String limitedBy(Principal who) {
        if (who instanceof Principal.ShareGuest guest) {
            String address = handshake.remoteAddress();
            return address == null ? null : "share " + guest.shareId() + " from " + address;
        }
        return "user " + who.id();
    }

    // ---- how it ends ----

    @Override
    public boolean over() {
        return reply.isDone();
    }

    @Override
    public void unavailable() {
        give(busy(), 0, 0);
    }

    @Override
    public void settled(List<PollItem> items) {
        Principal who = principal;
        if (over() || who == null) {
            return;
        }
        List<PollResult> results =
                items.stream().map(item -> item.result(who, context.dialect())).toList();
        int events = 0;
        for (PollResult result : results) {
            if (result instanceof PollResult.Answered answered) {
                events += answered.events().size();
                if (answered.reset() != null) {
                    node.counters().resets.increment();
                }
            }
        }
        Duration again = items.stream().anyMatch(PollItem::isPutOff)
                ? MORE
                : context.settings().interval(request.activity());
        give(written(items, results, again), results.size(), events);
    }

    private PollReply written(List<PollItem> items, List<PollResult> results, Duration again) {
        Frame body;
        if (request instanceof PollRequest.OfMany) {
            body = PollBody.many(items.stream().map(PollItem::channel).toList(), results, again);
        } else if (results.get(0) instanceof PollResult.Answered answered) {
            body = PollBody.one(answered, again);
        } else {
            return refused((PollResult.Refused) results.get(0));
        }
        return new PollReply(200, Duration.ZERO, body, null);
    }

    /** Answers, unless that happened before; the slot is free when the answer is written. */
    private void give(PollReply answer, int channels, int events) {
        PollReply counted = new PollReply(answer.httpStatus(), answer.retryAfter(), answer.body(), slot::free);
        if (!over() && reply.complete(counted)) {
            node.listener().polled(answer.httpStatus(), channels, events, Duration.ofNanos(node.nanoTime() - began));
        }
    }

    // ---- refusals ----

    static PollReply refused(PollResult.Refused why) {
        boolean later = why == PollResult.Refused.UNAVAILABLE;
        return PollReply.refusal(why.httpStatus, why.code, why.message, later ? UNKNOWN_RETRY : Duration.ZERO);
    }

    static PollReply busy() {
        return PollReply.refusal(503, "temporarily_unavailable", "cannot be answered just now", BUSY_RETRY);
    }

    static PollReply unauthenticated() {
        return PollReply.refusal(401, "unauthenticated", "the token is missing or not valid", Duration.ZERO);
    }

    private static PollReply rateLimited(Duration retryAfter) {
        return PollReply.refusal(429, "rate_limited", "too many requests", retryAfter);
    }
}
