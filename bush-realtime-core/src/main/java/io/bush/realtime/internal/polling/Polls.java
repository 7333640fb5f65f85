package io.bush.realtime.internal.polling;

import io.bush.realtime.channel.EventPatterns;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.internal.action.ActionContext;
import io.bush.realtime.internal.connection.HandshakeTokens;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.polling.PollReply;
import io.bush.realtime.polling.PollRequest;
import io.bush.realtime.polling.PollingSettings;
import io.bush.realtime.protocol.BushDialect;
import io.bush.realtime.protocol.ClientMessage.Subscribe.Item;
import io.bush.realtime.protocol.InvalidMessageException;
import io.bush.realtime.ratelimit.KeyedLimiter;
import io.bush.realtime.transport.Handshake;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets polls in (contract §3.16): what is malformed, comes without a token or finds no room is refused before anybody is
 * asked. Thread safety: safe for use by any thread.
 */
public final class Polls {

    /** How many users and addresses are remembered; at the default limit each takes about 1 KB at most. */
    private static final int REMEMBERED = 100_000;

    private final PollContext context;
    private final NodeContext node;
    /** Spreads polls over the lanes. */
    private final AtomicInteger count = new AtomicInteger();

    /** Makes the entry. */
    public Polls(ActionContext actions, EventLog log, BushDialect dialect, PollingSettings settings) {
        this.node = actions.node();
        this.context = new PollContext(
                actions,
                log,
                dialect,
                settings,
                new KeyedLimiter(settings.requests(), REMEMBERED, node.runtime().clock()),
                new PollSlots(settings.underWay(), settings.underWayPerUser()));
    }

    /** Answers a poll; the stage never fails. */
    public CompletionStage<PollReply> poll(Handshake handshake, PollRequest request) {
        long began = node.nanoTime();
        HandshakeTokens tokens = HandshakeTokens.in(handshake);
        List<Item> items;
        PollReply refusal;
        try {
            items = items(request);
            refusal = refusal(request, tokens);
        } catch (InvalidMessageException invalid) {
            items = List.of();
            refusal = PollReply.refusal(400, "invalid_message", String.valueOf(invalid.getMessage()), Duration.ZERO);
        }
        PollSlots.Slot slot = refusal != null || node.registry().isShut()
                ? null
                : context.slots().take();
        if (slot == null) {
            PollReply reply = refusal == null ? Poll.busy() : refusal;
            node.listener().polled(reply.httpStatus(), 0, 0, Duration.ofNanos(node.nanoTime() - began));
            return CompletableFuture.completedFuture(reply);
        }
        return new Poll(context, handshake, request, items, slot, node.lanes().of(count.incrementAndGet()))
                .begin(tokens);
    }

    private List<Item> items(PollRequest request) throws InvalidMessageException {
        if (request instanceof PollRequest.OfChannel one) {
            return List.of(new Item(one.channel(), one.sinceEventId(), EventPatterns.ALL));
        }
        return request instanceof PollRequest.OfMany many ? context.dialect().decodePoll(many.body()) : List.of();
    }

    private @Nullable PollReply refusal(PollRequest request, HandshakeTokens tokens) {
        if (request instanceof PollRequest.OfChannel one) {
            PollResult.Refused refused =
                    PollRun.judge(one.channel(), context.actions().types());
            if (refused != null) {
                return Poll.refused(refused);
            }
        }
        return tokens.found() == null ? Poll.unauthenticated() : null;
    }

    /** Takes no more polls, and answers those under way: nothing they wait for comes any more. */
    public void close() {
        context.slots().close();
    }

    /** Counts polls that are being answered or written. */
    public int underWay() {
        return context.slots().size();
    }
}
